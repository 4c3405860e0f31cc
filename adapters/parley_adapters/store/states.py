"""Which deliveries still have work to be done on them."""

from parley.domain.model import DeliveryState

UNFINISHED = (DeliveryState.OPEN, DeliveryState.WRITTEN, DeliveryState.SENDING)
