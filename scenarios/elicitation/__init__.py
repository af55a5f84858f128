"""Several people's estimates of one action, pooled."""
