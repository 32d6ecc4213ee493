using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>Traces of <c>Throwable.printStackTrace</c> and of the logging frameworks that write their own.</summary>
internal static class JavaTrace
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;
    private const string CausedBy = "Caused by: ";
    private const string Suppressed = "Suppressed: ";

    // Browsers and log viewers translate the word "at".
    private static readonly Regex s_frame = new(
        @"^\s*(?:at|[^\x00-\x7F]\S{0,5}) (?<fn>[^\s()](?:[^()]*[^\s()])?)\("
            + @"(?<loc>[\w$.-]+\.\w+(?::-?\d+)?|[\w$.-]+:-?\d+|Unknown Source(?::\d+)?|Native Method|<\w+>)\)",
        Linear);

    private static readonly Regex s_header = new(
        @"^(?<type>(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*)(?::(?: (?<msg>.*))?)?$", Linear);

    // After a label every name is a type, also one without a package.
    private static readonly Regex s_labeled = new(
        @"^(?<label>Exception in thread ""[^""]*"" |Caused by: |Wrapped by: |Causing: |Suppressed: )"
            + @"(?<type>[A-Za-z_$][\w$.]*)(?::(?: (?<msg>.*))?)?$",
        Linear);

    private static readonly Regex s_more = new(
        @"^\s*\.\.\. (?<count>\d{1,5}) (?:more|common frames omitted)", Linear);

    private static readonly Regex s_lambdaNumber = new(@"/(?:0x)?[0-9a-f]+", Linear);

    public static List<TraceException> Parse(List<string> lines)
    {
        var reader = new Reader();
        foreach (var line in lines)
        {
            reader.Read(line);
        }

        return reader.Exceptions();
    }

    private static StackFrame Frame(Match match)
    {
        var function = WithoutModule(match.Groups["fn"].Value);
        var location = match.Groups["loc"].Value;
        var colon = location.LastIndexOf(':');
        var line = 0;
        var file = location;
        if (colon > 0 && int.TryParse(location[(colon + 1)..], out line))
        {
            file = location[..colon];
        }

        var hasFile = CodeLanguages.FromPath(file) != CodeLanguage.Unknown || file.Contains('.');
        var dot = function.LastIndexOf('.');
        var type = dot > 0 ? function[..dot] : string.Empty;

        // Classes that the virtual machine and frameworks put round the application's own.
        var isWrapper = !hasFile && (type.Contains("$$") || type.Contains("$Proxy") || type.Contains("CGLIB")
            || type.Contains("ByteBuddy") || type.Contains("Accessor"));
        return new StackFrame
        {
            Function = function,
            Type = type,
            Method = function[(dot + 1)..],
            File = hasFile ? file : string.Empty,
            Line = hasFile ? Math.Max(line, 0) : 0,
            IsGenerated = isWrapper || (file.StartsWith("Unknown Source", StringComparison.Ordinal) || file[0] == '<')
                && !RuntimeCode.IsRuntimeType(function),
            IsRuntime = isWrapper || RuntimeCode.IsRuntimeType(function),
        };
    }

    // "java.base/java.lang.Thread.run", "app//shop.Cart.add"; of "shop.Cart$$Lambda$14/1418.accept" the number goes.
    private static string WithoutModule(string function)
    {
        var lambda = function.IndexOf("$$Lambda", StringComparison.Ordinal);
        var slash = function.LastIndexOf('/', lambda < 0 ? function.Length - 1 : lambda);
        return lambda < 0
            ? function[(slash + 1)..]
            : function[(slash + 1)..lambda] + s_lambdaNumber.Replace(function[lambda..], string.Empty);
    }

    private sealed class Reader
    {
        // A text of nothing but causes would give each of them all frames of the first.
        private const int MaxShared = 10_000;

        private readonly List<Part> _chain = [];
        private readonly List<Part> _suppressed = [];
        private Part? _current;
        private bool _isRootFirst;
        private bool _isText = true;
        private int _shared;
        private int _indent = -1;
        private int _suppressedIndent = int.MaxValue;

        public void Read(string line)
        {
            if (s_frame.Match(line) is { Success: true } frame)
            {
                _current ??= Add(_chain, new Part());
                _current.Frames.Add(Frame(frame));
            }
            else if (s_more.Match(line) is { Success: true } more)
            {
                Share(int.Parse(more.Groups["count"].Value));
            }
            else if (Header(line) is { } header)
            {
                Begin(header, line.Length - line.TrimStart().Length);
            }
            else if (_isText && _current is { Frames.Count: 0 } && !string.IsNullOrWhiteSpace(line))
            {
                _current.Text.Add(line);
            }
        }

        public List<TraceException> Exceptions()
        {
            for (var i = _chain.Count - 1; i > 0; i--)
            {
                // Kotlin's coroutines throw a copy that has the frames of the callers, too.
                if (_chain[i].Type == _chain[i - 1].Type && _chain[i].Message == _chain[i - 1].Message
                    && _chain[i - 1].Frames.Exists(f => f.Type.StartsWith("_COROUTINE", StringComparison.Ordinal)))
                {
                    _chain.RemoveAt(i);
                }
            }

            for (var i = 1; i < _chain.Count; i++)
            {
                // All frames of a cause may be those of the exception that it caused.
                if (_chain[i] is { Label: CausedBy, Frames.Count: 0 })
                {
                    Share(_chain[i], _chain[i - 1].Frames);
                }
            }

            // Usually the last cause is the innermost; suppressed ones only say what else went wrong.
            if (!_isRootFirst)
            {
                _chain.Reverse();
            }

            return [.. _chain.Concat(_suppressed).Where(p => p.Frames.Count > 0)
                .Select(p => new TraceException(p.Type, p.Message, p.Frames))];
        }

        private void Begin(Part part, int indent)
        {
            _isText = true;
            if (part.Label == Suppressed)
            {
                _suppressedIndent = indent;
                if (part.Type.EndsWith("OnAssemblyException", StringComparison.Ordinal)
                    && _chain.LastOrDefault() is { Frames.Count: 0 } original)
                {
                    // Reactor writes the frames of the error itself below where its pipeline was assembled.
                    (_current, _isText) = (original, false);
                    return;
                }

                _current = Add(_suppressed, part);
            }
            else if (part.Label == CausedBy && indent > _indent && indent >= _suppressedIndent)
            {
                _current = Add(_suppressed, part);
            }
            else
            {
                _isRootFirst |= part.Label is "Wrapped by: " or "Causing: ";
                _indent = _indent < 0 ? indent : _indent;
                _current = Add(_chain, part);
            }
        }

        private void Share(int count)
        {
            if (_current is { Frames.Count: 0, Label: CausedBy } && _chain.Count > 1 && _current == _chain[^1])
            {
                Share(_current, _chain[^2].Frames.TakeLast(count));
            }
        }

        private void Share(Part cause, IEnumerable<StackFrame> frames)
        {
            if (_shared < MaxShared)
            {
                cause.Frames.AddRange(frames);
                _shared += cause.Frames.Count;
            }
        }

        private static Part? Header(string line)
        {
            var text = line.TrimStart();
            var late = text.IndexOf(CausedBy, StringComparison.Ordinal);
            var labeled = s_labeled.Match(text);
            var match = labeled.Success
                ? labeled
                : s_header.Match(late > 0 ? text[(late + CausedBy.Length)..] : text);
            return !match.Success ? null : new Part
            {
                Label = labeled.Success ? labeled.Groups["label"].Value : late > 0 ? CausedBy : string.Empty,
                Type = match.Groups["type"].Value,
                Text = [match.Groups["msg"].Value],
            };
        }

        private static Part Add(List<Part> to, Part part)
        {
            to.Add(part);
            return part;
        }
    }

    private sealed class Part
    {
        public string Label { get; init; } = string.Empty;

        public string Type { get; init; } = string.Empty;

        public List<string> Text { get; init; } = [];

        public string Message => string.Join('\n', Text);

        public List<StackFrame> Frames { get; } = [];
    }
}
