"""Which shared things a statement stores into."""

import ast
import unittest

from agent import stores


class Stores(unittest.TestCase):
    def targets(self, statement):
        found = stores.targets_of(ast.parse(statement).body[0])
        return [ast.dump(each).partition("(")[0] for each in found]

    def test_names_attributes_and_items_are_stored_into(self):
        self.assertEqual(self.targets("a = b.c = 1"), ["Name", "Attribute"])
        self.assertEqual(self.targets("x[0] += 1"), ["Subscript"])
        self.assertEqual(self.targets("(a, (b, c.d)) = f()"), ["Name", "Name", "Attribute"])
        self.assertEqual(self.targets("a: int"), [])
        self.assertEqual(self.targets("print(a)"), [])


if __name__ == "__main__":
    unittest.main()
