"""One source per folder: a spider that follows links, and a pure parse(page) -> posts, next links."""
