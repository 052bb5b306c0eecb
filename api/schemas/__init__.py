"""The fields of every answer, one file per resource. The OpenAPI document is made from them.

Making an answer does not belong here. Answers are not validated by these classes on their way out: that
would parse and rebuild each answer, lists of 200 reports included. The tests validate every answer they get
instead, and an undeclared field fails them.
"""
