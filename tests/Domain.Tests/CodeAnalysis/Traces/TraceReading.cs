using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Traces;

/// <summary>Reads traces and says what was read in short.</summary>
internal static class TraceReading
{
    public static ParsedTrace Read(string text, string? language = null) => StackTraceParser.Parse(
        new AnalysisRequest
        {
            ErrorType = "reported.Type",
            Message = "reported",
            StackTrace = text,
            Language = language,
        });

    /// <summary>The types of the exceptions and the places of the application, in the order of their weight.</summary>
    public static string Of(string text, string? language = null)
    {
        var trace = Read(text, language);
        return $"{trace.Language} | {string.Join(", ", trace.Exceptions.Select(e => e.Type))} | "
            + string.Join(' ', trace.Frames.Where(f => !f.IsRuntime && !f.IsGenerated).Select(Place));
    }

    public static string Place(StackFrame frame) => $"{frame.Method}@{frame.File}:{frame.Line}";
}
