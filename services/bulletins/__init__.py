"""A year as it is told (履12, 13): its figures, what people say of it, the bulletin and its recipients."""
