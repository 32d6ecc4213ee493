using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Infrastructure.Git;

namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>What the model may call. Each answer is limited, each path confined to the checkout, and nothing writes.</summary>
internal sealed class CodeTools(IAnalysisContext context, ModelAnalyzerOptions options)
{
    private const int MaxListed = 300;
    private const int MaxLinesRead = 400;
    private int _charsLeft = options.MaxToolChars;

    public static IList<AITool> Declarations { get; } =
    [
        Declare("search_files", "Search the code; returns the best pieces with their lines.",
            """{"type":"object","properties":{"query":{"type":"string"}},"required":["query"]}"""),
        Declare("read_file", "Read lines of a file (at most 400).",
            """{"type":"object","properties":{"path":{"type":"string"},"first_line":{"type":"integer"},"last_line":{"type":"integer"}},"required":["path"]}"""),
        Declare("list_files", "List the files below a folder; an empty prefix is the root.",
            """{"type":"object","properties":{"prefix":{"type":"string"}},"required":[]}"""),
        Declare("git_log", "The last commits that changed lines of a file.",
            """{"type":"object","properties":{"path":{"type":"string"},"first_line":{"type":"integer"},"last_line":{"type":"integer"}},"required":["path"]}"""),
    ];

    public async Task<string> CallAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        if (_charsLeft <= 0)
        {
            return "The budget for tool results is used up. Give the final answer now.";
        }

        var text = call.Exception is not null ? "The arguments are not valid JSON." : call.Name switch
        {
            "search_files" => await SearchAsync(Text(call, "query"), cancellationToken),
            "read_file" => Read(call),
            "list_files" => List(Text(call, "prefix")),
            "git_log" => await LogAsync(call, cancellationToken),
            _ => "There is no such tool.",
        };
        var limit = Math.Min(options.MaxToolResultChars, _charsLeft);
        if (text.Length > limit)
        {
            text = text[..limit] + "\n[cut]";
        }

        _charsLeft -= text.Length;
        return text;
    }

    private static AIFunctionDeclaration Declare(string name, string description, string schema) =>
        AIFunctionFactory.CreateDeclaration(name, description, JsonDocument.Parse(schema).RootElement.Clone());

    private async Task<string> SearchAsync(string query, CancellationToken cancellationToken)
    {
        if (query.Length == 0)
        {
            return "The query is empty.";
        }

        var hits = await context.SearchAsync(query.Length > 500 ? query[..500] : query, 8, cancellationToken);
        var text = new StringBuilder();
        foreach (var hit in hits)
        {
            text.Append($"--- {hit.Path}:{hit.FirstLine}-{hit.LastLine} {hit.Symbol}\n")
                .Append(hit.Text.Length > 1500 ? hit.Text[..1500] + "\n[cut]" : hit.Text).Append('\n');
        }

        return hits.Count == 0 ? "Nothing found." : text.ToString();
    }

    private string Read(FunctionCallContent call)
    {
        if (context.ReadFile(Text(call, "path")) is not { } content)
        {
            return "There is no such readable file.";
        }

        var lines = content.ReplaceLineEndings("\n").Split('\n');
        var first = Math.Clamp(Number(call, "first_line", 1), 1, lines.Length);
        var last = Math.Clamp(Number(call, "last_line", first + MaxLinesRead - 1), first, Math.Min(lines.Length, first + MaxLinesRead - 1));
        return $"lines {first}-{last} of {lines.Length}:\n" + string.Join('\n', lines[(first - 1)..last]);
    }

    private string List(string prefix)
    {
        var files = context.Tree.Files.Where(f => f.StartsWith(prefix.TrimStart('/', '.'), StringComparison.Ordinal)).Take(MaxListed + 1).ToList();
        return files.Count == 0 ? "No files there."
            : string.Join('\n', files.Take(MaxListed)) + (files.Count > MaxListed ? "\n[more files; give a longer prefix]" : string.Empty);
    }

    private async Task<string> LogAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        try
        {
            var first = Math.Max(1, Number(call, "first_line", 1));
            var last = Math.Max(first, Number(call, "last_line", first + 20));
            var commits = await context.HistoryAsync(Text(call, "path"), first, last, 10, cancellationToken);
            return commits.Count == 0 ? "No commits known."
                : string.Join('\n', commits.Select(c => $"{c.Commit[..Math.Min(12, c.Commit.Length)]} {c.At:yyyy-MM-dd} {c.Author}: {c.Subject}"));
        }
        catch (GitException)
        {
            return "There is no history for that.";
        }
    }

    private static string Text(FunctionCallContent call, string name) => Value(call, name) switch
    {
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        string text => text,
        _ => string.Empty,
    };

    // Some models send numbers as texts.
    private static int Number(FunctionCallContent call, string name, int missing) => Value(call, name) switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetInt32(out var number) => number,
        JsonElement { ValueKind: JsonValueKind.String } element when int.TryParse(element.GetString(), out var number) => number,
        int number => number,
        _ => missing,
    };

    private static object? Value(FunctionCallContent call, string name) =>
        call.Arguments is { } arguments && arguments.TryGetValue(name, out var value) ? value : null;
}
