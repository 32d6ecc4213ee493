using System.Text.RegularExpressions;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>Reads the kind of an error and the names in its message.</summary>
internal static class ErrorClassifier
{
    private const int MaxMessage = 4000;
    private const RegexOptions Linear = RegexOptions.NonBacktracking;

    private static readonly (ErrorKind Kind, string[] Types, string[] Messages)[] s_rules =
    [
        (ErrorKind.TimeoutOrConnection,
            ["Timeout", "ConnectException", "SocketException", "ConnectionError", "ConnectionRefused",
            "ConnectionReset", "UnknownHost", "HttpRequestException", "BrokenPipe", "gaierror"],
            [
                "timed out", "timeout", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "connection refused",
                "deadline exceeded", "no such host", "ENOTFOUND", "socket hang up", "fetch failed"
            ]),
        (ErrorKind.MissingResource,
            ["FileNotFound", "NoSuchFile", "DirectoryNotFound", "ModuleNotFound", "ImportError", "ClassNotFound",
            "NoClassDefFound", "MissingResource", "TemplateDoesNotExist", "TemplateNotFound"],
            ["ENOENT", "no such file", "Cannot find module", "could not find file", "file does not exist",
            "cannot find the file", "cannot find the path", "No module named"]),
        (ErrorKind.MissingRecord,
            ["DoesNotExist", "NoResult", "EmptyResultDataAccess", "EntityNotFound", "RecordNotFound", "ObjectNotFound"],
            []),
        (ErrorKind.MissingSchema, ["UndefinedTable", "UndefinedColumn"], []),
        (ErrorKind.Constraint,
            ["IntegrityError", "DataIntegrityViolation", "ConstraintViolation", "UniqueViolation", "DuplicateKey"], []),
        (ErrorKind.UpstreamStatus,
            ["HttpClientError", "HttpServerError", "HTTPStatusError", "HTTPError", "WebClientResponse"], []),
        (ErrorKind.NoValue, ["NoSuchElement", "StopIteration"], []),
        (ErrorKind.Linkage,
            ["IncompatibleClassChange", "VerifyError", "NoSuchMethodError", "NoSuchFieldError", "AbstractMethodError",
            "IllegalAccessError", "ClassFormatError", "LinkageError", "BadImageFormat", "MissingMethod", "MissingField",
            "InvalidProgram", "UnsatisfiedLink"], []),
        (ErrorKind.Recursion, ["StackOverflow", "RecursionError", "InsufficientExecutionStack"],
            ["Maximum call stack size exceeded", "maximum recursion depth", "stack overflow"]),
        (ErrorKind.ValueRange, ["DateTimeException", "OverflowError", "OverflowException"], []),
        (ErrorKind.ConcurrentChange, ["ConcurrentModification"],
            ["changed size during iteration", "mutated during iteration", "Collection was modified", "concurrent map"]),
        (ErrorKind.NullDereference, ["NullPointer", "NullReference", "UninitializedProperty"],
            ["of undefined", "of null", "'NoneType' object", "nil pointer dereference", "is undefined", "is null",
            "undefined is not an object", "null is not an object", "invalid memory address",
            "argument of type 'NoneType'", "assignment to entry in nil map"]),
        (ErrorKind.IndexRange,
            ["IndexOutOfBounds", "IndexError", "IndexOutOfRange", "ArgumentOutOfRange"],
            [
                "index out of range", "index was out of range", "slice bounds out of range", "out of bounds",
                "Invalid array length"
            ]),
        (ErrorKind.MissingKey, ["KeyError", "KeyNotFound"], ["key was not present"]),
        (ErrorKind.DivisionByZero, ["ZeroDivision", "DivideByZero"],
            ["/ by zero", "divide by zero", "division by zero", "Division by zero"]),
        (ErrorKind.UndefinedName, ["NameError", "ReferenceError", "UnboundLocal", "UndefinedError"],
            ["is not defined", "before assignment", "before initialization"]),
        (ErrorKind.NotCallable, [],
            ["is not a function", "is not a constructor", "object is not callable", "is not iterable"]),
        (ErrorKind.MissingMember, ["AttributeError", "NoSuchField", "RuntimeBinder"], ["has no attribute"]),
        (ErrorKind.Syntax, ["SyntaxError", "IndentationError", "SyntaxException"],
            ["Unexpected token", "invalid syntax"]),
        (ErrorKind.ParseFormat,
            ["NumberFormat", "FormatException", "ParseException", "DateTimeParse", "JSONDecode", "JsonException",
            "JsonParse", "JsonReader", "JsonSyntax", "JsonMapping", "MismatchedInput", "InvalidFormat", "ParserError",
            "UnicodeDecode", "UnicodeEncode", "MalformedInput", "InputMismatch"],
            [
                "invalid literal for int", "could not convert string", "in JSON at", "invalid character", "parsing \"",
                "cannot parse"
            ]),
        (ErrorKind.TypeMismatch, ["ClassCast", "InvalidCast", "ArrayStore", "TypeError"],
            [
                "interface conversion", "unsupported operand", "must be str", "can only concatenate", "cannot be cast",
                "reflect:"
            ]),
        (ErrorKind.Assertion, ["AssertionError", "AssertionFailed"], ["assertion failed"]),
        (ErrorKind.InvalidArgument,
            ["IllegalArgument", "ArgumentException", "ArgumentNull", "ValueError", "RangeError", "InvalidArgument"],
            []),
        (ErrorKind.InvalidState, ["IllegalState", "InvalidOperation", "UnsupportedOperation", "RuntimeError", "panic"],
            []),
    ];

    private static readonly Regex s_because = new(@"because (?:the return value of )?""(?<x>[^""]+)"" is null", Linear);
    private static readonly Regex s_reading = new(
        @"properties of (?:undefined|null) \((?:reading|setting) '(?<m>[^']+)'\)", Linear);
    private static readonly Regex s_oldReading = new(
        @"Cannot (?:read|set) property '(?<m>[^']+)' of (?:undefined|null)", Linear);
    private static readonly Regex s_destructure = new(
        @"Cannot destructure property '(?<m>[^']+)' of '(?<x>[^']+)'", Linear);
    private static readonly Regex s_access = new(
        @"can't access property ""(?<m>[^""]+)"", (?<x>[\w$.\[\]()]+) is (?:undefined|null)", Linear);
    private static readonly Regex s_evaluating = new(@"evaluating '(?<x>[\w$.\[\]()]+)\.(?<m>[\w$]+)'", Linear);
    private static readonly Regex s_attribute = new(@"'(?<x>[\w.]+)' object has no attribute '(?<m>\w+)'", Linear);
    private static readonly Regex s_moduleAttribute = new(
        @"module '(?<x>[\w.]+)' has no attribute '(?<m>\w+)'", Linear);
    private static readonly Regex s_notFunction = new(
        @"^(?<x>[\w$.\[\]()]+)(?:\.(?<m>[\w$]+))? is not a (?:function|constructor)", Linear);
    private static readonly Regex s_notDefined = new(
        @"(?:name )?'?(?<x>[A-Za-z_$][\w$]*)'? is (?:not defined|undefined)", Linear);
    private static readonly Regex s_quotedName = new(@"(?:^|[\s(\[:=])['""`](?<x>[A-Za-z_]\w*)['""`]", Linear);
    private static readonly Regex s_word = new(@"[A-Za-z_$][\w$]*(?:[.$][A-Za-z_$][\w$]*)*", Linear);

    /// <param name="innermost">The function that failed, as the trace names it.</param>
    public static ErrorFacts Classify(string type, string message, string innermost = "")
    {
        message = message.CutTo(MaxMessage);
        var (expression, member) = Subject(message);
        var quoted = s_quotedName.Matches(message).Select(m => m.Groups["x"].Value).Where(n => n.Length > 2).Take(3);
        var names = s_word.Matches(message)
            .Select(m => m.Value[(m.Value.LastIndexOfAny(['.', '$']) + 1)..])
            .Where(n => n.Length > 2 && (IsCode(n) || n == expression || n == member))
            .Concat(quoted)
            .Prepend(member ?? string.Empty).Prepend(expression ?? string.Empty)
            .Where(n => n.Length > 1).Distinct().Take(8).ToList();
        return new ErrorFacts(Kind(type, message, innermost), expression, member, names);
    }

    private static ErrorKind Kind(string type, string message, string innermost)
    {
        var simple = type[(type.LastIndexOf('.') + 1)..];
        if (ErrorSentences.Kind(simple, message, innermost) is not ErrorKind.Unknown and var told)
        {
            return told;
        }

        // The message is the more exact one: TypeError alone says little. Then the type.
        var byMessage = s_rules
            .Where(r => r.Messages.Any(m => message.Contains(m, StringComparison.OrdinalIgnoreCase)))
            .Select(r => r.Kind);
        var kind = byMessage.FirstOrDefault(k => k is not ErrorKind.TimeoutOrConnection);
        var byType = s_rules.FirstOrDefault(
            r => r.Types.Any(t => simple.Contains(t, StringComparison.OrdinalIgnoreCase))).Kind;
        var isVague = byType is ErrorKind.Unknown or ErrorKind.TypeMismatch or ErrorKind.InvalidArgument
            or ErrorKind.InvalidState or ErrorKind.MissingMember;
        if (kind == ErrorKind.Unknown && isVague)
        {
            // A panic, or an error without a type of its own, may tell of another system.
            kind = byMessage.FirstOrDefault();
        }

        return byType != ErrorKind.Unknown && (kind == ErrorKind.Unknown || !isVague) ? byType : kind;
    }

    private static (string? Expression, string? Member) Subject(string message)
    {
        if (s_because.Match(message) is { Success: true } because)
        {
            var x = because.Groups["x"].Value;
            return (x.StartsWith("<local", StringComparison.Ordinal) ? null : x, null);
        }

        foreach (var pattern in (Regex[])[
            s_reading, s_oldReading, s_destructure, s_access, s_evaluating, s_moduleAttribute, s_attribute,
            s_notFunction, s_notDefined
        ])
        {
            if (pattern.Match(message) is { Success: true } match)
            {
                var x = match.Groups["x"].Success ? match.Groups["x"].Value : null;
                var m = match.Groups["m"].Success ? match.Groups["m"].Value : null;
                if (pattern == s_notFunction && x is not null && m is null && x.LastIndexOf('.') is > 0 and var dot)
                {
                    (x, m) = (x[..dot], x[(dot + 1)..]);
                }

                return (x is "NoneType" ? null : x, m);
            }
        }

        return (null, null);
    }

    // Words of prose are not names: names have an inner capital, an underscore or a digit.
    private static bool IsCode(string word) =>
        word.Skip(1).Any(c => char.IsUpper(c) || c == '_' || char.IsDigit(c)) && word.Any(char.IsLower);
}
