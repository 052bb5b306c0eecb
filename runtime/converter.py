"""How values become payloads and back: JSON by pydantic, as in the SDK, its schemas built once a process."""

from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)

_JSON = PydanticJSONPlainPayloadConverter()


class SharedPydanticConverter(CompositePayloadConverter):
    """The SDK's pydantic converter with one cache of schemas for all workflows.

    The worker makes a converter for each workflow; with a cache of its own each would build the schema of
    a decision anew, which took longer than everything else a decision costs it.
    """

    def __init__(self) -> None:
        defaults = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(
            *(_JSON if isinstance(each, JSONPlainPayloadConverter) else each for each in defaults)
        )


data_converter = DataConverter(payload_converter_class=SharedPydanticConverter)
