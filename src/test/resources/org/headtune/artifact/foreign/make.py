"""Files of other tools, as those tools write them: torch 1.13, scikit-learn 1.2, and the layouts of
safetensors and Keras 3 by their specifications. Run in this folder."""

import json
import pickle
import struct
import zipfile

import torch
from sklearn.linear_model import LogisticRegression

torch.manual_seed(0)
net = torch.nn.Linear(2, 2)
torch.save(net.state_dict(), "torch-a-name-long-enough-that-the-first-bytes-of-the-file-say-nothing.pt")
torch.save(net.state_dict(), "torch-old.pt", _use_new_zipfile_serialization=False)
torch.jit.script(net).save("torch-script.pt")
torch.onnx.export(net, torch.zeros(1, 2), "torch.onnx")

model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
with open("sklearn.pkl", "wb") as out:
    pickle.dump(model, out)

header = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
with open("model.safetensors", "wb") as out:
    out.write(struct.pack("<Q", len(header)) + header + bytes(4))

HDF5 = b"\x89HDF\r\n\x1a\n" + bytes(56)
with open("keras.h5", "wb") as out:
    out.write(HDF5)
with zipfile.ZipFile("keras.keras", "w") as out:
    out.writestr("metadata.json", "{}")
    out.writestr("config.json", "{}")
    out.writestr("model.weights.h5", HDF5)
with zipfile.ZipFile("keras-packed-again.keras", "w", zipfile.ZIP_DEFLATED) as out:
    out.writestr("config.json", "{}")
    out.writestr("model.weights.h5", HDF5)
