using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Traces;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Fingerprints;

/// <summary>Tells whether two reports are of the same error.</summary>
public static class Fingerprint
{
    private const int MaxFrames = 8;
    private const int MaxMessage = 300;

    private static readonly Regex s_uuid = new(
        @"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", RegexOptions.NonBacktracking);

    private static readonly Regex s_number = new(
        @"0x[0-9a-fA-F]+|[0-9a-fA-F]{12,}|[0-9]+", RegexOptions.NonBacktracking);
    private static readonly Regex s_quoted = new(@"'[^']*'|""[^""]*""", RegexOptions.NonBacktracking);

    /// <summary>
    /// A stable hash of the exception type and the application's frames. Line numbers, ids, addresses and the numbers
    /// in generated names do not count. Without frames the normalized message takes their place.
    /// </summary>
    public static string Compute(AnalysisRequest request)
    {
        var trace = StackTraceParser.Parse(request);
        var text = new StringBuilder(request.ErrorType).Append('\n');
        foreach (var exception in trace.Exceptions.Take(3))
        {
            text.Append(exception.Type).Append('\n');
        }

        var frames = trace.Frames.Where(f => !f.IsRuntime && !f.IsGenerated && !RuntimeCode.IsVendored(f.File))
            .ToList();
        if (frames.Count == 0)
        {
            frames = [.. trace.Frames];
        }

        foreach (var frame in frames.Take(MaxFrames))
        {
            var file = frame.File[(frame.File.LastIndexOfAny(['/', '\\']) + 1)..];
            text.Append(Normalize(frame.Function)).Append('@').Append(Normalize(file)).Append('\n');
        }

        if (frames.Count == 0)
        {
            var message = request.Message.CutTo(MaxMessage);
            text.Append(Normalize(s_quoted.Replace(message, "'?'")));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private static string Normalize(string text) => s_number.Replace(s_uuid.Replace(text, "#"), "#");
}
