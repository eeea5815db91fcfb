"""Random requests and messages, most of them wrong: the server may refuse them, and must not fail.

They are drawn from the server's own descriptions, /openapi.json and the schema of the stream, and then spoiled. The same
seed draws the same cases. schemathesis draws REST calls alone, far fewer in the same time, and needs many packages.
"""
