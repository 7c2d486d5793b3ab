from __future__ import annotations

import sys
import unittest

import torch

from rangefinder.pytorch.copies import copied

KINDS = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.complex64, torch.int8, torch.int64, torch.bool]


class CopiesTests(unittest.TestCase):
    def test_a_copy_of_any_kind_and_order_has_the_values_and_its_own_memory(self) -> None:
        for kind in KINDS:
            numbers = (torch.randn(64, 129) * 9).to(kind)
            for tensor in (numbers, numbers.t(), numbers[:, ::2], numbers[3], numbers[0].expand(64, 129), numbers[:0]):
                with self.subTest(kind=kind, shape=tuple(tensor.shape), strides=tensor.stride()):
                    values = copied(tensor)
                    self.assertEqual(values.dtype, kind)
                    self.assertTrue(torch.equal(values, tensor))
        view = torch.randn(4096, dtype=torch.complex64).conj()
        self.assertTrue(torch.equal(copied(view), view))
        numbers = torch.ones(4096)
        values = copied(numbers)
        numbers.zero_()
        self.assertEqual(values.sum().item(), 4096)

    def test_what_has_no_strides_is_copied_too(self) -> None:
        sparse = torch.eye(2000).to_sparse()
        self.assertTrue(torch.equal(copied(sparse).to_dense(), torch.eye(2000)))
        quantized = torch.quantize_per_tensor(torch.randn(9000), 0.1, 0, torch.qint8)
        self.assertTrue(torch.equal(copied(quantized).int_repr(), quantized.int_repr()))

    @unittest.skipUnless(sys.platform == "linux", "Linux says where the heap is")
    def test_a_copy_does_not_lie_in_the_heap_of_the_training(self) -> None:
        torch.zeros(4 << 20).sum()  # so large that what is smaller comes from the heap once it is freed
        tensor = torch.randn(1 << 16)
        inside = [_in_the_heap(tensor.clone()) for _ in range(3)]
        self.assertTrue(any(inside), "else this tells nothing")
        self.assertFalse(_in_the_heap(copied(tensor)))


def _in_the_heap(tensor: torch.Tensor) -> bool:
    with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        heap = next(line for line in maps if line.rstrip().endswith("[heap]"))
    first, end = (int(part, 16) for part in heap.split()[0].split("-"))
    return first <= tensor.data_ptr() < end


if __name__ == "__main__":
    unittest.main()
