"""Writes the embedded model as an ONNX graph that multiplies with integers of 8 bits, in less than half of the time.

Each row of weights has a scale of its own, and so has each token: its largest number becomes 127. A scale for all
tokens together moves the vectors three times as far, and makes a text's vector depend on what it is computed beside.
What the attention sums up, its values, bears no such rounding: they are multiplied with the 4-bit weights as they are,
each block of 32 with a scale of its own. The vectors have a cosine of 0.9995 with those of float32.

The graph takes `tokens` and `mask`, both int32 of shape (texts, tokens), and gives `vectors`, float32 of shape (texts,
hidden), rows of length 1.

References: Dettmers et al., "LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale", arXiv:2208.07339
(a scale for each token and each row of weights); https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.packed_model import BLOCK, PackedModel, Tensor

_OPSET, _IR_VERSION = 21, 10  # the oldest with 4-bit integers
_MICROSOFT = "com.microsoft"
_INT8 = 4  # accuracy_level: numbers are rounded block by block, as finely as the weights
_LARGEST = 127  # of the integers that numbers and weights are rounded to
_ZERO = 128  # what stands for 0 among unsigned integers: ONNX Runtime multiplies them with signed weights


def write_graph(path: Path, packed: PackedModel) -> None:
    """Write the encoder with mean pooling and normalisation."""
    path.write_bytes(_Graph(packed).model().SerializeToString())


class _Graph:
    """Grows node by node; each method returns the name of what it computes."""

    def __init__(self, packed: PackedModel) -> None:
        self._packed = packed
        self._tensors = {tensor.name: tensor for tensor in packed.tensors}
        self._weights: dict[str, onnx.TensorProto] = {}
        self._nodes: list[onnx.NodeProto] = []
        self._rounded: dict[str, tuple[str, str]] = {}

    def model(self) -> onnx.ModelProto:
        hidden = self._embedded()
        for layer in range(self._packed.sizes.layers):
            hidden = self._layer(f"encoder.layer.{layer}.", hidden)
        self._pool(hidden)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "length"]) for name in ("tokens", "mask")
        ]
        size = self._packed.sizes.hidden
        outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", size])]
        graph = helper.make_graph(self._nodes, "encoder", inputs, outputs, list(self._weights.values()))
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def _node(self, operator: str, *inputs: str, output: str = "", domain: str = "", **options: Any) -> str:
        output = output or f"{operator}.{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **options))
        return output

    def _ours(self, operator: str, *inputs: str, **options: Any) -> str:
        """An operator that ONNX Runtime adds to the standard's."""
        return self._node(operator, *inputs, domain=_MICROSOFT, **options)

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._weights[name] = numpy_helper.from_array(values, name)
        return name

    def _numbers(self, *numbers: int) -> str:
        return self._constant(f"numbers{numbers}", np.array(numbers, np.int64))

    def _weight(self, name: str) -> str:
        tensor = self._tensors[name]
        return self._constant(name, np.concatenate([*tensor.values()]).reshape(tensor.shape))

    def _embedded(self) -> str:
        words = self._rows(self._tensors["embeddings.word_embeddings.weight"], "tokens")
        length = self._node("Shape", "tokens", start=1, end=2)
        positions = self._weight("embeddings.position_embeddings.weight")
        positions = self._node("Slice", positions, self._numbers(0), length, self._numbers(0))
        kind = self._node("Gather", self._weight("embeddings.token_type_embeddings.weight"), self._numbers(0))
        total = self._node("Add", self._node("Add", words, kind), positions)
        scale, shift = (self._weight(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias"))
        return self._node("LayerNormalization", total, scale, shift, axis=-1, epsilon=self._packed.epsilon)

    def _layer(self, at: str, hidden: str) -> str:
        parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
        projected = [self._product(hidden, part) for part in parts]
        biases = self._constant(f"{at}biases", np.concatenate([self._values(f"{part}.bias") for part in parts]))
        heads = self._packed.sizes.heads
        attended = self._ours("MultiHeadAttention", *projected, biases, "mask", num_heads=heads)
        attended = self._residual(attended, hidden, f"{at}attention.output")
        inner = self._product(attended, f"{at}intermediate.dense")
        inner = self._ours("BiasGelu", inner, self._weight(f"{at}intermediate.dense.bias"))
        return self._residual(inner, attended, f"{at}output")

    def _residual(self, hidden: str, before: str, at: str) -> str:
        """A linear layer, added to what it came from, and normalised."""
        product = self._product(hidden, f"{at}.dense")
        norm = [self._weight(f"{at}.LayerNorm.{part}") for part in ("weight", "bias")]
        bias = self._weight(f"{at}.dense.bias")
        return self._ours("SkipLayerNormalization", product, before, *norm, bias, epsilon=self._packed.epsilon)

    def _product(self, hidden: str, at: str) -> str:
        return self._by_blocks(hidden, at) if at.endswith(".value") else self._by_rows(hidden, at)

    def _by_blocks(self, hidden: str, at: str) -> str:
        tensor = self._tensors[f"{at}.weight"]
        rows, columns = tensor.shape
        numbers, scales = tensor.blocks()
        weights = self._constant(f"{at}.numbers", _pairs(numbers).reshape(rows, columns // BLOCK, -1))
        scales_name = self._constant(f"{at}.scales", scales.reshape(-1))
        sizes = {"K": columns, "N": rows, "bits": 4, "block_size": BLOCK, "accuracy_level": _INT8}
        return self._ours("MatMulNBits", hidden, weights, scales_name, **sizes)

    def _by_rows(self, hidden: str, at: str) -> str:
        numbers, largest = self._integers(hidden)
        weights = self._values(f"{at}.weight").reshape(self._tensors[f"{at}.weight"].shape)
        scales = np.abs(weights).max(axis=1) / _LARGEST
        integers = np.rint(weights / np.maximum(scales, np.finfo(np.float32).tiny)[:, None]).astype(np.int8)
        inputs = (
            self._constant(f"{at}.integers", np.ascontiguousarray(integers.T)),
            *(self._unit(), self._constant(f"{at}.scales", scales), self._zero()),
        )
        return self._node("Mul", self._ours("MatMulIntegerToFloat", numbers, *inputs), largest)

    def _integers(self, hidden: str) -> tuple[str, str]:
        """The numbers of each token as integers, and its largest number; made once for all that multiply with them."""
        if hidden not in self._rounded:
            largest = self._node("ReduceMax", self._node("Abs", hidden), self._numbers(2), keepdims=1)
            share = self._node("Div", hidden, largest)
            self._rounded[hidden] = self._node("QuantizeLinear", share, self._unit(), self._zero()), largest
        return self._rounded[hidden]

    def _unit(self) -> str:
        return self._constant("unit", np.array(1 / _LARGEST, np.float32))

    def _zero(self) -> str:
        return self._constant("zero", np.array(_ZERO, np.uint8))

    def _rows(self, tensor: Tensor, indices: str) -> str:
        numbers, scales = tensor.blocks()
        signed = _pairs(numbers ^ np.uint8(8))  # 0…15 becomes -8…7 in two's complement
        packed = helper.make_tensor(tensor.name, TensorProto.INT4, tensor.shape, signed.tobytes(), raw=True)
        self._weights[tensor.name] = packed
        scales_name = self._constant(f"{tensor.name}.scales", scales.reshape(tensor.shape[0], -1))
        options = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK}
        return self._ours("GatherBlockQuantized", tensor.name, indices, scales_name, **options)

    def _pool(self, hidden: str) -> None:
        """Mean over the tokens, to length 1: the sum has the same direction."""
        mask = self._node("Unsqueeze", self._node("Cast", "mask", to=TensorProto.FLOAT), self._numbers(2))
        total = self._node("ReduceSum", self._node("Mul", hidden, mask), self._numbers(1), keepdims=0)
        self._node("LpNormalization", total, axis=1, p=2, output="vectors")

    def _values(self, name: str) -> NDArray[np.float32]:
        return np.concatenate([*self._tensors[name].values()])


def _pairs(numbers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two numbers of 4 bits to a byte, the first in its low half."""
    packed: NDArray[np.uint8] = numbers[..., ::2] | numbers[..., 1::2] << np.uint8(4)
    return packed
