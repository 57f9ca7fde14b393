"""Writes the Parquet files of this folder; made with pyarrow 25.0.1."""

import datetime as dt
import decimal
import os

import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
UTC = dt.timezone.utc


def write(name, table, **how):
    pq.write_table(table, os.path.join(HERE, name + ".parquet"), **how)


moment = dt.datetime(2026, 11, 25, 14, 3, 5, 123456)
kinds = pa.table(
    {
        "boolean": pa.array([True, None, False]),
        "int8": pa.array([-128, None, 127], pa.int8()),
        "uint32": pa.array([0, None, 2**32 - 1], pa.uint32()),
        "int64": pa.array([-(2**63), None, 2**63 - 1], pa.int64()),
        "uint64": pa.array([1, None, 2**64 - 1], pa.uint64()),
        "float": pa.array([0.1, None, -3.4028234663852886e38], pa.float32()),
        "double": pa.array([0.1, None, 5.684341886080802e-14], pa.float64()),
        "decimal9": pa.array([decimal.Decimal("-1.50"), None, decimal.Decimal("1234567.89")], pa.decimal128(9, 2)),
        "decimal38": pa.array([decimal.Decimal("0.001"), None, decimal.Decimal("-" + "9" * 35 + ".999")], pa.decimal128(38, 3)),
        "date": pa.array([dt.date(1970, 1, 1), None, dt.date(2026, 11, 25)]),
        "ms": pa.array([moment, None, dt.datetime(1969, 12, 31, 23, 59, 59, 999000)], pa.timestamp("ms")),
        "us": pa.array([moment, None, moment], pa.timestamp("us", tz="UTC")),
        "ns": pa.array([moment, None, dt.datetime(2026, 1, 2)], pa.timestamp("ns", tz="Europe/Berlin")),
        "text": pa.array(["a,b", None, "\u00e9\U0001f600\n"]),
        "bytes": pa.array([b"x", None, b""], pa.binary()),
        "words": pa.array(["one", None, "one"]).dictionary_encode(),
    }
)
write("kinds", kinds)
write("kinds-2-zstd", kinds, version="2.6", data_page_version="2.0", compression="zstd")
write("kinds-gzip", kinds, compression="gzip", use_dictionary=False)
write("kinds-lz4", kinds, compression="lz4", row_group_size=1, write_page_checksum=True)
write("kinds-plain", kinds, compression="none", use_dictionary=False)
write("kinds-int96", kinds.select(["us"]), use_deprecated_int96_timestamps=True)

numbers = pa.table({"x": pa.array(range(1000), pa.int64()), "name": [f"n{i // 3}" for i in range(1000)]})
delta = {"x": "DELTA_BINARY_PACKED", "name": "DELTA_BYTE_ARRAY"}
write("delta-1", numbers, use_dictionary=False, column_encoding=delta, compression="none")
write("delta-2", numbers, use_dictionary=False, column_encoding=delta, data_page_version="2.0", row_group_size=300)
lengths = {"x": "BYTE_STREAM_SPLIT", "name": "DELTA_LENGTH_BYTE_ARRAY"}
write("delta-3", numbers, use_dictionary=False, column_encoding=lengths, compression="none")

write("list", pa.table({"x": [1, 2], "tags": [["a"], ["b", "c"]]}))
write("structure", pa.table({"x": [1, 2], "at": [{"lat": 1.0}, {"lat": 2.0}]}))
write("time", pa.table({"x": [1], "t": pa.array([dt.time(1, 2, 3)])}))
write("half", pa.table({"h": pa.array([1.5], pa.float16())}))
write("brotli", pa.table({"x": [1]}), compression="brotli")
write("no-rows", pa.table({"x": pa.array([], pa.int64()), "label": pa.array([], pa.string())}))
write("no-utf8", pa.table({"x": [1, 2, 3], "label": pa.array([b"a", b"\xff\xfe", b"b\0"])}))

rows = pa.table({"x": [1.5, 2.0, 3.0, 4.0], "y": [1, 2, None, 4], "label": ["a", "b", "a", "b"]})
write("rows", rows, row_group_size=2, compression="none", use_dictionary=False, write_page_checksum=True)
