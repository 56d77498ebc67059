words = "\w"
