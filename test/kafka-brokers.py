"""Three Kafka brokers in one process: the mock cluster of librdkafka, which speaks the protocol over TCP.

Prints the brokers; then takes a command a line and answers each with a line. Ends with its input. It is driven over its C
interface, since kcat, which can start the same cluster, cannot take a broker away and bring it back.
"""

import ctypes
import sys

kafka = ctypes.CDLL('librdkafka.so.1')
kafka.rd_kafka_conf_new.restype = ctypes.c_void_p
kafka.rd_kafka_new.restype = ctypes.c_void_p
kafka.rd_kafka_mock_cluster_new.restype = ctypes.c_void_p
kafka.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p

said = ctypes.create_string_buffer(512)
PRODUCER = 0
owner = kafka.rd_kafka_new(PRODUCER, ctypes.c_void_p(kafka.rd_kafka_conf_new()), said, len(said))
if not owner:
    sys.exit(said.value.decode())
cluster = ctypes.c_void_p(kafka.rd_kafka_mock_cluster_new(ctypes.c_void_p(owner), 3))
print(kafka.rd_kafka_mock_cluster_bootstraps(cluster).decode(), flush=True)

for line in sys.stdin:
    command, *rest = line.split()
    if command == 'down':
        code = kafka.rd_kafka_mock_broker_set_down(cluster, int(rest[0]))
    elif command == 'up':
        code = kafka.rd_kafka_mock_broker_set_up(cluster, int(rest[0]))
    elif command == 'lead':
        code = kafka.rd_kafka_mock_partition_set_leader(cluster, rest[0].encode(), int(rest[1]), int(rest[2]))
    else:
        # fail <number of a request> <error of its next answer> ...
        errors = [int(code) for code in rest[1:]]
        kafka.rd_kafka_mock_push_request_errors(cluster, int(rest[0]), ctypes.c_size_t(len(errors)), *errors)
        code = 0
    print(code, flush=True)
