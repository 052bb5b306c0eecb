"""Open data as everybody fetches it: `publishing` makes a month's set once, `listing` tells what there is,
and `catalogue` tells the same as DCAT."""
