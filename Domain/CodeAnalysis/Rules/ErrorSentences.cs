using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>
/// Sentences of runtimes, databases and libraries that say what happened, whatever type the error has: "Crate matching
/// query does not exist" is no missing file, "No value present" no index.
/// </summary>
internal static class ErrorSentences
{
    private static readonly (ErrorKind Kind, Regex Sentence)[] s_sentences =
    [
        (ErrorKind.MissingRecord, Of(@"matching query does not exist|no entity found for query|no \w+ entity with id"
            + @"|record not found|couldn't find \w+ with|no rows in result set|no row was found")),
        (ErrorKind.MissingSchema, Of(@"no such (?:table|column)|unknown column|invalid (?:object|column) name"
            + @"|\b(?:relation|table|view|column|schema|sequence)\b.{0,200} (?:does not|doesn't) exist")),
        (ErrorKind.Constraint, Of(@"duplicate (?:key|entry)|violates .{0,40}constraint|constraint failed"
            + @"|violation of .{0,40}constraint|conflicted with the .{0,40}constraint|\be11000\b")),
        (ErrorKind.UpstreamStatus, Of(@"\b(?:(?:status|response) code|(?:response|http) status)\b.{0,60}"
            + @"\b[45]\d\d\b|\b[45]\d\d (?:client|server) error"
            + @"|\bhttp error [45]\d\d\b|\[[45]\d\d [\w ]+\] during \[")),
        (ErrorKind.NoValue, Of(@"no value present|sequence contains no |nullable object must have a value"
            + @"|\b(?:list|collection|array|sequence|iterable|map|set)(?: argument)? is empty"
            + @"|empty (?:sequence|iterable)")),
        (ErrorKind.ArgumentMismatch, Of(@"missing \d+ required (?:positional|keyword)|unexpected keyword argument"
            + @"|takes .{0,40}positional arguments?|too (?:few|many) arguments|wrong number of arguments"
            + @"|got multiple values for .{0,20}argument|parameter count mismatch")),
        (ErrorKind.ConstantAssigned, Of(@"assignment to constant|cannot assign to (?:read[- ]only|field)")),
        (ErrorKind.ParseFormat, Of(@"\b(?:in|valid|of) json\b|\bjson\.parse|json parse error|strconv\.\w+: parsing"
            + @"|cannot unmarshal|not in a correct format|isoformat string|does not match format")),
        (ErrorKind.ValueRange, Of(@"\b(?:year|month|day|hour|minute|second|date|time|timestamp)s?\b.{0,20} "
            + @"(?:out of range|must be in|outside)|un-?representable|invalid value for \w+ \(valid|numeric overflow"
            + @"|\b(?:int|integer|bigint|smallint|numeric|number|value|argument|double|float) "
            + @"(?:is )?(?:out of|outside).{0,20}range|(?:numeric field|arithmetic|integer) overflow"
            + @"|(?:int|result) too large")),
    ];

    // A sentence about an index, not about the size of a value.
    private static readonly Regex s_index = Of(@"\b(?:index|indices|length|count|collection|startindex|capacity)\b");

    /// <summary>The kind that the message names; <see cref="ErrorKind.Unknown"/> for everything else.</summary>
    /// <param name="type">The type, without its package.</param>
    /// <param name="innermost">The function that failed, as the trace names it.</param>
    public static ErrorKind Kind(string type, string message, string innermost)
    {
        if (type.EndsWith("SyntaxError", StringComparison.Ordinal) && innermost is "JSON.parse")
        {
            return ErrorKind.ParseFormat;
        }

        if (type.Contains("ArgumentOutOfRange", StringComparison.Ordinal))
        {
            return s_index.IsMatch(message) ? ErrorKind.IndexRange : ErrorKind.ValueRange;
        }

        return s_sentences.FirstOrDefault(s => s.Sentence.IsMatch(message)).Kind;
    }

    private static Regex Of(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
