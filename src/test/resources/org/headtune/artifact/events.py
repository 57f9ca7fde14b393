"""Makes the bytes that EventFileTest compares with, by TensorBoard 2.21's own writer: python3 events.py"""
import io
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

out = io.BytesIO()
writer = RecordWriter(out)
# headtune writes the step 0 of the first record, which protobuf leaves out as the field's default
first = event_pb2.Event(wall_time=1_700_000_000.5, file_version="brain.Event:2")
writer.write(first.SerializeToString())
values = [
    summary_pb2.Summary.Value(tag="training/loss", simple_value=0.25),
    summary_pb2.Summary.Value(tag="validation/accuracy", simple_value=0.1),
]
event = event_pb2.Event(wall_time=1_700_000_001.5, step=300, summary=summary_pb2.Summary(value=values))
writer.write(event.SerializeToString())
print(out.getvalue().hex())
