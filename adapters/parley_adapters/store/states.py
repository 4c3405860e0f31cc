"""Which deliveries still have work to be done on them, and which were not sent yet."""

from parley.domain.model import DeliveryState

UNSENT = (DeliveryState.OPEN, DeliveryState.WRITTEN, DeliveryState.SENDING)
UNFINISHED = (*UNSENT, DeliveryState.AMENDING)
