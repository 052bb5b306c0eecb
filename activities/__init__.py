"""What workflows ask of the outside world, one module per concern: the record, delivery, other reports,
the archive.

Rules do not belong here, and nothing here is imported by a workflow: workflows name activities by string.
"""
