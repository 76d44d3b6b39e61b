"""Everything a person sees: command line, report, exports, review page, demo."""
