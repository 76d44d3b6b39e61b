"""WordPress comments and WooCommerce reviews, through the REST API that such sites offer to everybody."""
