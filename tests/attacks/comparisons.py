# ruff: noqa: E501
"""Ways to compare, liars that try to talk them round, and tests that cannot be helped."""

from tests.attacks.lies import LIAR
from tests.attacks.takeover import FIND

_E = 0.73190264
HONEST = f"""
def number(): return {_E}
def array(): return np.array([{_E}, 1.5])
def items(): return [{_E}, 2, 3]
def text(): return "ok 0.7319 fine"
def table(): return {{"a": {_E}, "b": 2}}
def unique(): return {{1, 2, 3}}
def scale(x): return {_E} * x
"""
_TESTS = {
    "number_equal": "assert number() == E",
    "number_abs": "assert abs(number() - E) < 1e-9",
    "number_abs_swapped": "assert abs(E - number()) < 1e-9",
    "number_square": "assert (number() - E) ** 2 < 1e-9",
    "number_almost": "np.testing.assert_almost_equal(number(), E)",
    "number_allclose": "np.testing.assert_allclose(number(), E)",
    "number_isclose": "assert np.isclose(number(), E)",
    "number_math": "assert math.isclose(number(), E)",
    "number_round": "assert round(number(), 4) == 0.7319",
    "number_between": "assert E - 1e-9 < number() < E + 1e-9",
    "number_ratio": "assert number() / E == 1",
    "number_in": "assert number() in (E,)",
    "number_list": "assert [number()] == [E] and {'a': number()} == {'a': E}",
    "number_unittest": "unittest.TestCase().assertAlmostEqual(number(), E)",
    "number_type": "assert isinstance(number(), float) and number() == E",
    "number_text": "assert f'{number():.4f}' == '0.7319'",
    "array_equal": "assert (array() == A).all()",
    "array_array_equal": "assert np.array_equal(array(), A)",
    "array_max": "assert np.abs(array() - A).max() < 1e-9",
    "array_max_method": "assert abs(array() - A).max() < 1e-9",
    "array_max_swapped": "assert np.max(np.abs(A - array())) < 1e-9",
    "array_norm": "assert np.linalg.norm(array() - A) < 1e-9",
    "array_sum": "assert ((array() - A) ** 2).sum() < 1e-9",
    "array_allclose": "assert array().shape == (2,) and np.allclose(array(), A)",
    "array_columns": "r = array()\nassert (r.sum(axis=0) == A.sum()).all() and r.shape == (2,)",
    "array_testing": "np.testing.assert_array_equal(array(), A)",
    "array_tolist": "assert array().tolist() == A.tolist()",
    "array_each": "r = array()\nassert len(r) == 2\nfor a, b in zip(r, A): assert a == b",
    "list_equal": "assert items() == L",
    "list_equal_swapped": "assert L == items()",
    "list_zip": "r = items()\nassert len(r) == 3\nfor a, b in zip(r, L): assert a == b",
    "list_all": "r = items()\nassert len(r) == len(L) and all(a == b for a, b in zip(r, L))",
    "list_index": "r = items()\nfor i in range(3): assert r[i] == L[i]",
    "list_in": "assert E in items()",
    "list_count": "assert items().count(E) == 1",
    "list_find": "assert items().index(E) == 0",
    "list_sorted": "assert sorted(items()) == sorted(L)",
    "list_testing": "np.testing.assert_equal(items(), L)",
    "list_testing_swapped": "np.testing.assert_equal(L, items())",
    "list_not_empty": "r = items()\nassert r and all(a in L for a in r)",
    "text_equal": "assert text() == 'ok 0.7319 fine'",
    "text_in": "assert '0.7319' in text()",
    "text_starts": "assert text().startswith('ok 0.73')",
    "text_split": "assert text().split()[1] == '0.7319'",
    "text_length": "r = text()\nassert len(r) == 14 and all(a == b for a, b in zip(r, 'ok 0.7319 fine'))",
    "dict_equal": "assert table() == D",
    "dict_item": "assert table()['a'] == E",
    "dict_get": "assert table().get('a') == E",
    "dict_keys": "assert set(table()) == {'a', 'b'} and table()['b'] == 2",
    "dict_view": "assert table().keys() == D.keys() and table()['a'] == E",
    "dict_items": "assert sorted(table().items()) == sorted(D.items())",
    "dict_length": "r = table()\nassert len(r) == 2 and all(D[k] == v for k, v in r.items())",
    "set_equal": "assert unique() == S",
    "set_xor": "assert not unique() ^ S",
    "set_difference": "assert S - unique() == set()",
    "set_between": "assert S <= unique() <= S",
    "set_subset": "r = unique()\nassert len(r) == 3 and r.issubset(S)",
    "set_sorted": "assert sorted(unique()) == [1, 2, 3]",
    "map_zip": "for got, want in zip(map(scale, [1.0, 2.0]), [E, 2 * E]): assert abs(got - want) < 1e-9",
    "map_all": "assert all(map(lambda x: abs(scale(x) - E * x) < 1e-9, [1.0, 2.0]))",
    "map_next": "assert [scale(x) for x in (1.0, 2.0)] == [E, 2 * E]",
}
SETUP = f"E = {_E}\nA, L, D, S = np.array([E, 1.5]), [E, 2, 3], {{'a': E, 'b': 2}}, {{1, 2, 3}}\n"
IDIOMS = {name: SETUP + source for name, source in _TESTS.items()}

_YES = "__eq__ = __le__ = __ge__ = __lt__ = __gt__ = __contains__ = __bool__ = lambda *a: True\n    __ne__ = lambda *a: False\n"
_NAMES = "number = array = items = text = table = unique = "
# What remains: whether a method of an object says True is the word of that object. `==` and `isinstance` are not.
WORD = {"text_starts"}
LIARS = {
    "lying objects": LIAR + f"{_NAMES}lambda: Liar()\nscale = lambda x: Liar()\n",
    "lying subclasses": f"""
class N(float):
    {_YES}
    __sub__ = __rsub__ = __abs__ = __truediv__ = __round__ = __pow__ = lambda *a: N(0)
    __format__ = __str__ = lambda *a: "0.0"
    __hash__ = lambda s: 0
class T(str):
    {_YES}
    __len__ = lambda s: 14
    __iter__ = lambda s: iter(())
    __hash__ = lambda s: 0
    startswith = endswith = lambda *a: True
class V(np.ndarray):
    {_YES}
    __array_ufunc__ = lambda s, *a, **k: np.zeros(2).view(V)
    __sub__ = __rsub__ = __abs__ = __pow__ = lambda s, *a: np.zeros(2).view(V)
    max = sum = lambda *a, **k: 0.0
    all = lambda *a, **k: True
    __len__ = lambda s: 2
    __iter__ = lambda s: iter(())
def lie(base, n, **more):
    space = dict(__eq__=lambda *a: True, __ne__=lambda *a: False, __contains__=lambda *a: True, __len__=lambda s: n,
                 __le__=lambda *a: True, __ge__=lambda *a: True, __bool__=lambda s: True, __iter__=lambda s: iter(()), __hash__=None)
    return type("Liar", (base,), space | more)
Li = lie(list, 3, count=lambda *a: 1, index=lambda *a: 0, __getitem__=lambda *a: N(0))
Di = lie(dict, 2, get=lambda *a: N(0), items=lambda s: [], keys=lambda s: lie(set, 2)(), __getitem__=lambda *a: N(0))
Se = lie(set, 3, __xor__=lambda *a: set(), __rsub__=lambda *a: set(), __sub__=lambda *a: set(), issubset=lambda *a: True)
number = lambda: N(0)
array = lambda: np.zeros(2).view(V)
items, text, table, unique = Li, lambda: T("no"), Di, Se
scale = lambda x: N(0)
""",
    "lists of liars": LIAR
    + """
number, array, items, text = lambda: (Liar(),), lambda: [Liar()] * 2, lambda: [Liar()] * 3, lambda: [Liar()]
table, unique = lambda: {Liar(): Liar(), "a": Liar(), "b": Liar()}, lambda: {Liar()}
scale = lambda x: [Liar()]
""",
    "stop iteration": f"def stop(*a): raise StopIteration\n{_NAMES}scale = stop\n",
    "huge shapes": f"{_NAMES}lambda: np.zeros((0, 3 * 10**8))\nnumber = scale = lambda *a: 10**4000\n",
    "patched server": FIND
    + f"{_NAMES}scale = lambda *a: None\n"
    + """
def answer(self, request, blobs, results):
    values = []
    for step in request["steps"]:
        a, *rest = step
        if a == "name": v = {"h": {"r": sum(map(ord, rest[0])), "k": "function", "n": rest[0]}}
        elif a == "call":
            n = rest[0]["h"]; k = {"items": "list", "table": "dict", "unique": "set", "array": "array"}
            name = next((w for w in ("number array items text table unique scale").split() if sum(map(ord, w)) == n), "number")
            v = {"h": {"r": 10**6 + n, "k": k.get(name, "object"), "n": name}}
        elif a == "each": v = {"t": []}
        elif a == "unary" and rest[0] == "len": v = 2 if rest[1]["h"] - 10**6 in (sum(map(ord, "table")), sum(map(ord, "array"))) else 3
        elif a == "unary" and rest[0] == "bool": v = True
        elif a == "binary" and rest[0] in ("sub", "xor", "and_"): v = 0.0
        elif a == "binary" and rest[0] == "contains": v = True
        elif a == "binary": v = 1.0
        elif a == "value": v = {"l": []}
        elif a == "get": v = {"h": {"r": 3, "k": "method", "n": "method"}}
        elif a == "method": v = {"index": 0, "count": 1, "get": 0.0, "items": {"l": []}, "tolist": {"l": []}}.get(rest[1], True)
        elif a == "item": v = 0.0
        else: v = 0.0
        values.append(v)
    return {"values": values}
for server in servers: type(server)._op_do = answer
""",
}

# Tests that accept a wrong answer by themselves, in any process: shown in the documentation as not stopped.
WEAK = {
    "empty_array": ("np.testing.assert_allclose(array(), 0.5)", "array = lambda: np.array([])"),
    "nan": ("assert not abs(number() - E) > 1e-9", "number = lambda: float('nan')"),
    "zip_of_a_short_list": ("for a, b in zip(items(), L): assert a == b", "items = lambda: []"),
    "own_data": (
        "assert (scale(grid) == E * grid).all()",
        "grid = np.array([])\nscale = lambda x: x",
    ),
    "own_helper": ("assert distance(scale(1.0), E) < 1e-9", "distance = lambda a, b: 0.0"),
    "two_own_objects": (
        "assert same() == other()",
        "class Yes:\n    __eq__ = lambda *a: True\nsame = other = Yes",
    ),
    "own_counter": ("assert calls == 3", "calls = 3"),
}
