using System.Security.Cryptography;
using System.Text;
using OpsFlow.Domain.CodeAnalysis.Traces;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Fingerprints;

/// <summary>Tells whether two reports are of the same error.</summary>
public static class Fingerprint
{
    private const int MaxFrames = 16;
    private const int MaxOfOnePackage = 5;
    private const int MaxWithoutPackage = 8;
    private const int MaxMessage = 300;

    /// <summary>
    /// A stable hash of the exception type and the application's frames. Line numbers, ids, addresses and the numbers
    /// in generated names do not count. Without frames of an application the message counts, too.
    /// </summary>
    public static string Compute(AnalysisRequest request) => Compute(request, StackTraceParser.Parse(request));

    /// <summary>
    /// The hash, and what it is where the beginnings of the application's types are not known; null if they are not.
    /// </summary>
    public static (string Present, string? Former) ComputeBoth(AnalysisRequest request)
    {
        // Reading the trace costs the most, and the beginnings play no part in it.
        var trace = StackTraceParser.Parse(request);
        var former = request.ApplicationPrefixes is { Count: > 0 }
            ? Compute(request with { ApplicationPrefixes = null }, trace)
            : null;
        return (Compute(request, trace), former);
    }

    private static string Compute(AnalysisRequest request, ParsedTrace trace)
    {
        var text = new StringBuilder(request.ErrorType).Append('\n');
        foreach (var exception in trace.Exceptions.Take(3))
        {
            text.Append(exception.Type).Append('\n');
        }

        var frames = OfEachPackage(OwnFrames(trace.Frames, request)).Take(MaxFrames).ToList();
        var isOwn = frames.Count > 0;
        frames = isOwn ? frames : [.. OfEachPackage(trace.Frames).Take(MaxFrames)];

        // Only where no function is known a line says more than it changes.
        var withLines = frames.TrueForAll(f => f.Function.Length == 0);
        foreach (var frame in frames)
        {
            var name = frame.File[(frame.File.LastIndexOfAny(['/', '\\']) + 1)..];
            var file = Variable.WithoutHash(name);
            text.Append(Variable.MaskName(frame.Function)).Append('@').Append(Variable.MaskName(file));
            text.Append(withLines && file == name ? $":{frame.Line}\n" : "\n");
        }

        if (!isOwn)
        {
            text.Append(Variable.Mask(Variable.WithoutQuotes(request.Message.CutTo(MaxMessage))));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    // What the sender marks counts most, then what the repository's own packages begin with; where neither names a
    // frame, all that is not known to be somebody else's.
    private static List<StackFrame> OwnFrames(IEnumerable<StackFrame> frames, AnalysisRequest request)
    {
        var own = request.InApp is { Count: > 0 } marked ? frames.Where(f => IsMarked(f, marked)).ToList() : [];
        if (own.Count == 0 && request.ApplicationPrefixes is { Count: > 0 } prefixes)
        {
            own = [.. frames.Where(f => !f.IsGenerated && prefixes.Any(p => IsOf(f.Type, p)))];
        }

        return own.Count > 0 ? own : [.. frames.Where(IsOwn)];
    }

    // "com.acme" has "com.acme.Order" and not "com.acmecorp.Order".
    private static bool IsOf(string type, string prefix) => type.StartsWith(prefix, StringComparison.Ordinal)
        && (type.Length == prefix.Length || type[prefix.Length] is '.' or '/' or '$' or '+' or ':');

    private static bool IsMarked(StackFrame frame, IReadOnlyList<string> marked) => marked.Any(m =>
        IsOf(frame.Type, m) || (frame.File.Length > 0
            && (frame.File == m || frame.File.EndsWith("/" + m.TrimStart('/', '.'), StringComparison.Ordinal))));

    private static bool IsOwn(StackFrame frame) => !frame.IsRuntime && !frame.IsGenerated
        && !RuntimeCode.IsVendored(frame.File) && !Libraries.Have(frame.Type);

    /// <summary>
    /// The frames without the further ones of a package that has many in a row: those of a library that is not known
    /// as one would use up the places of the application's.
    /// </summary>
    private static IEnumerable<StackFrame> OfEachPackage(IEnumerable<StackFrame> frames)
    {
        var last = string.Empty;
        var count = 0;
        foreach (var frame in frames)
        {
            var package = Package(frame.Type);
            count = package == last ? count + 1 : 1;
            last = package;
            if (count <= (package.Length > 0 ? MaxOfOnePackage : MaxWithoutPackage))
            {
                yield return frame;
            }
        }
    }

    private static string Package(string type) => type.Contains('/') ? string.Empty
        : string.Join('.', type.Split('.')[..^1].Take(2));
}
