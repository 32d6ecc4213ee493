using System.ComponentModel;
using System.Text;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>What the model may call. Each answer is limited, each path confined to the commit, and nothing writes.</summary>
internal sealed class CodeTools
{
    private const int MaxListed = 300;
    private const int MaxLinesRead = 400;
    private readonly IAnalysisContext _context;
    private readonly ModelAnalyzerOptions _options;
    private int _charsLeft;

    public CodeTools(IAnalysisContext context, ModelAnalyzerOptions options)
    {
        _context = context;
        _options = options;
        _charsLeft = options.MaxToolChars;
        Functions =
        [
            AIFunctionFactory.Create(
                SearchAsync, "search_files", "Search the code; returns the best pieces with their lines."),
            AIFunctionFactory.Create(Read, "read_file", "Read lines of a file (at most 400)."),
            AIFunctionFactory.Create(List, "list_files", "List the files below a folder; an empty prefix is the root."),
            AIFunctionFactory.Create(LogAsync, "git_log", "The last commits that changed lines of a file."),
        ];
    }

    public IList<AITool> Functions { get; }

    /// <summary>Makes one call within the limits; whatever is wrong with it is told to the model.</summary>
    public async ValueTask<object?> InvokeAsync(FunctionInvocationContext call, CancellationToken cancellationToken)
    {
        if (call.FunctionCallIndex >= _options.MaxCallsPerRound)
        {
            return "Too many calls at once; this one was not made.";
        }

        if (_charsLeft <= 0)
        {
            return "The budget for tool results is used up. Give the final answer now.";
        }

        _context.Report($"The model calls {call.Function.Name}");
        var text = await AnswerAsync(call, cancellationToken);
        var limit = Math.Min(_options.MaxToolResultChars, _charsLeft);
        if (text.Length > limit)
        {
            text = text[..limit] + "\n[cut]";
        }

        _charsLeft -= text.Length;
        return text;
    }

    private static async Task<string> AnswerAsync(FunctionInvocationContext call, CancellationToken cancellationToken)
    {
        if (call.CallContent.Exception is not null)
        {
            return "The arguments are not valid JSON.";
        }

        try
        {
            return (await call.Function.InvokeAsync(call.Arguments, cancellationToken))?.ToString() ?? "";
        }
        catch (Exception e) when (e is ArgumentException or System.Text.Json.JsonException)
        {
            return $"The arguments cannot be used: {e.Message}";
        }
    }

    private async Task<string> SearchAsync(string query, CancellationToken cancellationToken)
    {
        if (query.Length == 0)
        {
            return "The query is empty.";
        }

        var hits = await _context.SearchAsync(query.Length > 500 ? query[..500] : query, 8, cancellationToken);
        var text = new StringBuilder();
        foreach (var hit in hits)
        {
            text.Append($"--- {hit.Path}:{hit.FirstLine}-{hit.LastLine} {hit.Symbol}\n")
                .Append(hit.Text.Length > 1500 ? hit.Text[..1500] + "\n[cut]" : hit.Text).Append('\n');
        }

        return hits.Count == 0 ? "Nothing found." : text.ToString();
    }

    private string Read(
        string path,
        [Description("From 1.")] int first_line = 1,
        [Description("Up to 400 lines from the first.")] int last_line = int.MaxValue)
    {
        if (_context.ReadFile(path) is not { } content)
        {
            return "There is no such readable file.";
        }

        var lines = content.ReplaceLineEndings("\n").Split('\n');
        var first = Math.Clamp(first_line, 1, lines.Length);
        var last = Math.Clamp(last_line, first, Math.Min(lines.Length, first + MaxLinesRead - 1));
        return $"lines {first}-{last} of {lines.Length}:\n" + string.Join('\n', lines[(first - 1)..last]);
    }

    private string List(string prefix = "")
    {
        var start = prefix.TrimStart('/', '.');
        var files = _context.Tree.Files.Where(f => f.StartsWith(start, StringComparison.Ordinal)).Take(MaxListed + 1).ToList();
        return files.Count == 0 ? "No files there."
            : string.Join('\n', files.Take(MaxListed)) + (files.Count > MaxListed ? "\n[more files; give a longer prefix]" : "");
    }

    private async Task<string> LogAsync(
        string path, CancellationToken cancellationToken, int first_line = 1, int? last_line = null)
    {
        var first = Math.Max(1, first_line);
        var last = Math.Max(first, last_line ?? first + 20);
        var commits = await _context.HistoryAsync(path, first, last, 10, cancellationToken);
        return commits.Count == 0 ? "No commits known." : string.Join('\n', commits.Select(c =>
            $"{c.Commit[..Math.Min(12, c.Commit.Length)]} {c.At:yyyy-MM-dd} {c.Author}: {c.Subject}"));
    }
}
