using OpsFlow.Domain.CodeAnalysis.Fixes;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Fixes;

public sealed class SafeFixesTests
{
    [Theory]
    [InlineData("a.js", "TypeError", "Cannot read properties of undefined (reading 'name')", "  return user.name",
        "  return user?.name")]
    [InlineData("a.js", "TypeError", "Cannot read properties of undefined (reading '0')", "  return rows[0].id",
        "  return rows?.[0].id")]
    [InlineData("a.js", "TypeError", "Cannot set properties of undefined (setting 'name')", "  user.name = 1", null)]
    [InlineData("a.js", "TypeError", "fn.apply is not a function", "  return fn.apply(this, args);",
        "  return typeof fn === 'function' ? fn.apply(this, args) : fn;")]
    [InlineData("a.js", "TypeError", "done is not a function", "  done(null, rows);",
        "  if (typeof done === 'function') done(null, rows);")]
    [InlineData("a.py", "AttributeError", "'NoneType' object has no attribute 'id'", "    if user.id == 3 and x:",
        "    if user is not None and user.id == 3 and x:")]
    [InlineData("a.py", "AttributeError", "'NoneType' object has no attribute 'id'", "    if x or not self.user.id:",
        "    if x or self.user is not None and not self.user.id:")]
    [InlineData("a.py", "AttributeError", "'NoneType' object has no attribute 'strip'", "    return text.strip()",
        "    return text.strip() if text is not None else None")]
    [InlineData("a.py", "AttributeError", "'NoneType' object has no attribute 'id'", "    x = user.id + 1", null)]
    [InlineData(
        "a.py", "IndexError", "list index out of range", "    if rows[0].x and y:", "    if rows and rows[0].x and y:")]
    [InlineData("a.py", "IndexError", "list index out of range", "    while y and f(rows[i]):",
        "    while y and i < len(rows) and f(rows[i]):")]
    [InlineData("a.py", "IndexError", "list index out of range", "    x = rows[0]", null)]
    [InlineData("a.py", "KeyError", "'a'", "    if conf['a'] == 1:", "    if 'a' in conf and conf['a'] == 1:")]
    [InlineData("a.py", "ZeroDivisionError", "division by zero", "    return total / len(rows)",
        "    return total / len(rows) if len(rows) else 0")]
    [InlineData("a.py", "ZeroDivisionError", "division by zero", "    return a / b", null)]
    [InlineData("a.py", "TypeError", "can only concatenate str (not \"int\") to str", "    return 'n: ' + count",
        "    return 'n: ' + str(count)")]
    [InlineData("a.py", "RuntimeError", "dictionary changed size during iteration", "    for k in self.items.keys():",
        "    for k in list(self.items.keys()):")]
    [InlineData("a.py", "ValueError", "invalid literal for int() with base 10: 'x'", "    n = int(text)", null)]
    [InlineData(
        "A.java", "java.lang.NullPointerException", "Cannot invoke \"String.length()\" because \"name\" is null",
        "    if (name.length() > 3) {", "    if (name != null && name.length() > 3) {")]
    [InlineData(
        "A.java", "java.lang.NullPointerException", "Cannot invoke \"Log.add(int)\" because \"this.log\" is null",
        "    log.add(3);", "    if (log != null) {\n        log.add(3);\n    }")]
    [InlineData("A.java", "java.lang.NullPointerException", "Cannot invoke \"A.b()\" because \"<local1>\" is null",
        "    int x = a.b();", null)]
    [InlineData(
        "A.java", "java.lang.StringIndexOutOfBoundsException", "index 3, length 3",
        "    while (more && text.charAt(pos) == ' ') {",
        "    while (more && pos < text.length() && text.charAt(pos) == ' ') {")]
    [InlineData("A.java", "java.util.ConcurrentModificationException", "", "    for (Order o : orders) {",
        "    for (Order o : new java.util.ArrayList<>(orders)) {")]
    [InlineData("A.cs", "System.NullReferenceException", "Object reference not set to an instance of an object.",
        "    if (order.Total > 3)", "    if (order != null && order.Total > 3)")]
    [InlineData("A.cs", "System.Collections.Generic.KeyNotFoundException", "The given key was not present",
        "    if (map[id] > 3)", "    if (map.ContainsKey(id) && map[id] > 3)")]
    [InlineData(
        "A.cs", "System.InvalidOperationException", "Collection was modified; enumeration operation may not execute.",
        "    foreach (var o in orders)", "    foreach (var o in System.Linq.Enumerable.ToList(orders))")]
    [InlineData("A.cs", "System.DivideByZeroException", "Attempted to divide by zero.", "    return sum / items.Count;",
        "    return items.Count == 0 ? 0 : sum / items.Count;")]
    [InlineData("a.go", "runtime error", "index out of range [0] with length 0", "\tif parts[0] == \"x\" {",
        "\tif 0 < len(parts) && parts[0] == \"x\" {")]
    [InlineData("a.go", "runtime error", "invalid memory address or nil pointer dereference", "\tif order.Total > 3 {",
        "\tif order != nil && order.Total > 3 {")]
    [InlineData("a.py", "app.OrderError", "no", "    raise OrderError('no')", null)]
    [InlineData("a.py", "TimeoutError", "timed out", "    s.connect(a)", null)]
    public void Propose_Statement_GivesTheFixOrAReason(
        string path, string type, string message, string line, string? expected)
    {
        var code = CodeStructure.Parse(path, line + "\n    other\n");
        var fix = SafeFixes.Propose(ErrorClassifier.Classify(type, message), code, path, 1, 0, message);

        Assert.Equal(expected, fix.Edits.Count == 0 ? null : Assert.Single(fix.Edits).After);
        Assert.NotEmpty(fix.Reason);
    }

    [Fact]
    public void Propose_VariableReadTwice_MakesBothOptional()
    {
        var code = CodeStructure.Parse(
            "a.js", "function f(stack) {\n  const last = stack.pop();\n  if (last.name !== x) {\n    fail(last.line);\n  }\n}\n");
        const string message = "Cannot read properties of undefined (reading 'name')";
        var fix = SafeFixes.Propose(ErrorClassifier.Classify("TypeError", message), code, "a.js", 3, 12, message);
        Assert.Equal(["  if (last?.name !== x) {", "    fail(last?.line);"], fix.Edits.Select(e => e.After));
    }

    [Fact]
    public void Propose_GoSliceWithFailureReturn_LeavesAsTheFunctionDoes()
    {
        var code = CodeStructure.Parse(
            "a.go", "func f(s string) int {\n\tn, err := strconv.Atoi(s[1 : len(s)-1])\n\tif err != nil {\n\t\treturn -1\n\t}\n\treturn n\n}\n");
        var fix = SafeFixes.Propose(
            ErrorClassifier.Classify("runtime error", "slice bounds out of range [1:0]"), code, "a.go", 2, 0, "");
        Assert.StartsWith("\tif len(s) < 2 {\n\t\treturn -1\n\t}\n", Assert.Single(fix.Edits).After);
    }

    [Fact]
    public void Propose_LineThatOccursTwice_TakesTheLinesBefore()
    {
        var code = CodeStructure.Parse("a.js", "a()\nuse(x.name)\nb()\nuse(x.name)\n");
        const string message = "Cannot read properties of undefined (reading 'name')";
        var fix = SafeFixes.Propose(ErrorClassifier.Classify("TypeError", message), code, "a.js", 4, 0, message);
        Assert.Equal("b()\nuse(x.name)", Assert.Single(fix.Edits).Before);
    }
}
