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
    [InlineData("mill.Sack.DoesNotExist", "Sack matching query does not exist.", "MissingRecord", null, null)]
    [InlineData("ProgrammingError", "relation \"sacks\" does not exist", "MissingSchema", null, null)]
    [InlineData("sqlite3.OperationalError", "no such table: sacks", "MissingSchema", null, null)]
    [InlineData("SqlException", "Invalid column name 'damp'.", "MissingSchema", null, null)]
    [InlineData("mill.MillException", "the sack does not exist", "Unknown", null, null)]
    [InlineData("PSQLException", "ERROR: duplicate key value violates unique constraint \"sacks_pkey\"",
        "Constraint", null, null)]
    [InlineData("django.db.utils.IntegrityError", "NOT NULL constraint failed: sack.name", "Constraint", null, null)]
    [InlineData("SyntaxError", "Unexpected token < in JSON at position 0", "ParseFormat", null, null)]
    [InlineData("SyntaxError", "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON", "ParseFormat", null, null)]
    [InlineData("SyntaxError", "Unexpected end of JSON input", "ParseFormat", null, null)]
    [InlineData("SyntaxError", "invalid syntax", "Syntax", null, null)]
    [InlineData("*strconv.NumError", "strconv.Atoi: parsing \"x\": invalid syntax", "ParseFormat", null, null)]
    [InlineData("java.util.NoSuchElementException", "No value present", "NoValue", null, null)]
    [InlineData("System.InvalidOperationException", "Sequence contains no elements", "NoValue", null, null)]
    [InlineData("java.util.NoSuchElementException", "List is empty.", "NoValue", null, null)]
    [InlineData("ValueError", "day is out of range for month", "ValueRange", null, null)]
    [InlineData("ValueError", "month must be in 1..12", "ValueRange", null, null)]
    [InlineData("psycopg2.errors.NumericValueOutOfRange", "integer out of range", "ValueRange", null, null)]
    [InlineData("System.ArgumentOutOfRangeException",
        "Year, Month, and Day parameters describe an un-representable DateTime.", "ValueRange", null, null)]
    [InlineData("System.ArgumentOutOfRangeException", "Index was out of range. (Parameter 'index')", "IndexRange", null,
        null)]
    [InlineData("java.time.DateTimeException", "Invalid value for MonthOfYear (valid values 1 - 12): 13", "ValueRange",
        null, null)]
    [InlineData("System.Net.Http.HttpRequestException",
        "Response status code does not indicate success: 404 (Not Found).", "UpstreamStatus", null, null)]
    [InlineData("AxiosError", "Request failed with status code 500", "UpstreamStatus", null, null)]
    [InlineData("requests.exceptions.HTTPError", "404 Client Error: Not Found for url: http://mill/", "UpstreamStatus",
        null, null)]
    [InlineData("System.Net.Http.HttpRequestException", "Connection refused (mill:80)", "TimeoutOrConnection", null,
        null)]
    [InlineData("panic", "dial tcp 10.0.0.7:5432: connect: connection refused", "TimeoutOrConnection", null, null)]
    [InlineData("socket.gaierror", "[Errno -2] Name or service not known", "TimeoutOrConnection", null, null)]
    [InlineData("TypeError", "weigh() missing 1 required positional argument: 'sack'", "ArgumentMismatch", null, null)]
    [InlineData("TypeError", "weigh() got an unexpected keyword argument 'sack'", "ArgumentMismatch", null, null)]
    [InlineData("TypeError", "Assignment to constant variable.", "ConstantAssigned", null, null)]
    [InlineData("shop.OrderException", "no", "Unknown", null, null)]
    [InlineData("", "", "Unknown", null, null)]
    public void Classify_RealMessages_GivesKindAndSubject(
        string type, string message, string kind, string? expression, string? member)
    {
        var facts = ErrorClassifier.Classify(type, message);
        Assert.Equal((kind, expression, member), (facts.Kind.ToString(), facts.Expression, facts.Member));
    }

    [Theory]
    [InlineData("JSON.parse", "ParseFormat")]
    [InlineData("wrapSafe", "Syntax")]
    public void Classify_SyntaxErrorOfATextThatIsParsed_IsNotOfCode(string innermost, string kind) => Assert.Equal(
        kind, ErrorClassifier.Classify("SyntaxError", "Unexpected token u", innermost).Kind.ToString());
}
