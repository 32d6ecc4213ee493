using OpsFlow.Domain.CodeAnalysis.Rules;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Rules;

public sealed class ErrorClassifierTests
{
    [Theory]
    [InlineData("TypeError", "Cannot read properties of null (reading 'id')", "NullDereference", null, "id")]
    [InlineData("TypeError", "Cannot destructure property 'id' of 'row.user' as it is undefined.", "NullDereference",
        "row.user", "id")]
    [InlineData("TypeError", "can't access property \"id\", user.x is undefined", "NullDereference", "user.x", "id")]
    [InlineData("TypeError", "undefined is not an object (evaluating 'a.b.c')", "NullDereference", "a.b", "c")]
    [InlineData("TypeError", "cb.call is not a function", "NotCallable", "cb", "call")]
    [InlineData("TypeError", "rows is not iterable", "NotCallable", null, null)]
    [InlineData("ReferenceError", "total is not defined", "UndefinedName", "total", null)]
    [InlineData("NameError", "name 'total' is not defined", "UndefinedName", "total", null)]
    [InlineData("AttributeError", "'Order' object has no attribute 'totl'", "MissingMember", "Order", "totl")]
    [InlineData("AttributeError", "'NoneType' object has no attribute 'x'", "NullDereference", null, "x")]
    [InlineData("TypeError", "'NoneType' object is not subscriptable", "NullDereference", null, null)]
    [InlineData("TypeError", "unsupported operand type(s) for +: 'int' and 'str'", "TypeMismatch", null, null)]
    [InlineData("KeyError", "'user_id'", "MissingKey", null, null)]
    [InlineData("json.decoder.JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", "ParseFormat", null, null)]
    [InlineData("java.lang.NullPointerException", "Cannot invoke \"A.b()\" because \"this.c\" is null",
        "NullDereference", "this.c", null)]
    [InlineData("java.lang.NullPointerException", "Cannot invoke \"A.b()\" because \"<local4>\" is null",
        "NullDereference", null, null)]
    [InlineData(
        "java.lang.ArrayIndexOutOfBoundsException", "Index 3 out of bounds for length 3", "IndexRange", null, null)]
    [InlineData("java.lang.NumberFormatException", "For input string: \"x\"", "ParseFormat", null, null)]
    [InlineData("java.lang.ArithmeticException", "/ by zero", "DivisionByZero", null, null)]
    [InlineData("java.lang.ClassCastException", "class A cannot be cast to class B", "TypeMismatch", null, null)]
    [InlineData(
        "java.lang.IncompatibleClassChangeError", "Found interface A, but class was expected", "Linkage", null, null)]
    [InlineData("java.net.SocketTimeoutException", "Read timed out", "TimeoutOrConnection", null, null)]
    [InlineData("java.lang.StackOverflowError", "", "Recursion", null, null)]
    [InlineData("System.Collections.Generic.KeyNotFoundException",
        "The given key 'a' was not present in the dictionary.", "MissingKey", null, null)]
    [InlineData("System.IO.FileNotFoundException", "Could not find file '/a'.", "MissingResource", null, null)]
    [InlineData(
        "panic", "runtime error: invalid memory address or nil pointer dereference", "NullDereference", null, null)]
    [InlineData("runtime error", "slice bounds out of range [1:0]", "IndexRange", null, null)]
    [InlineData("runtime error", "integer divide by zero", "DivisionByZero", null, null)]
    [InlineData("panic", "interface conversion: interface {} is string, not int", "TypeMismatch", null, null)]
    [InlineData("Error", "connect ECONNREFUSED 127.0.0.1:5432", "TimeoutOrConnection", null, null)]
    [InlineData("shop.OrderException", "no", "Unknown", null, null)]
    [InlineData("", "", "Unknown", null, null)]
    public void Classify_RealMessages_GivesKindAndSubject(
        string type, string message, string kind, string? expression, string? member)
    {
        var facts = ErrorClassifier.Classify(type, message);
        Assert.Equal((kind, expression, member), (facts.Kind.ToString(), facts.Expression, facts.Member));
    }
}
