"""What `caifeng spiders new` lays out: templates in which NAME and CLASS stand for the new source."""
