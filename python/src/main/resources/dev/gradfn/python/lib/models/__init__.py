"""YOLOv5's `models`: its classes by name, so that programs can ask for them; gradfn makes their objects."""
