"""What the API answers, field by field: a file a resource. For its document, which clients are made from.

Answers are made elsewhere and not validated by these on their way out: they stand in records and histories in
the form that they leave in, and each would be taken apart and put together again for nothing, lists of 200
reports with their clocks too. The tests hold every answer that they are given against the document instead,
where a field that is not declared here is a fault."""
