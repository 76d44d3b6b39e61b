"""App Store reviews, through the feeds that Apple publishes for each storefront."""
