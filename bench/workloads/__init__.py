"""Small versions of what people train today, in PyTorch: the tasks whose accuracy surfaces bench/surfaces.py measures."""
