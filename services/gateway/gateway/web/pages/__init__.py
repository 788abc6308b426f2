"""One module per group of pages; importing them puts their views on the blueprint."""
