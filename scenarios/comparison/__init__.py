"""Several outcomes side by side, and the files that hold them."""
