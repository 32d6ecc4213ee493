using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Infrastructure.Processes;

namespace OpsFlow.Infrastructure.Syntax;

/// <summary>
/// Parses patched files with what is on this machine: Python and Node by their interpreters, Java by its compiler, C#,
/// JSON and XML here.
/// </summary>
public sealed class SyntaxChecker(TimeProvider time) : ISyntaxChecker
{
    private const string PythonParse = "import ast,sys; ast.parse(sys.stdin.buffer.read())";

    // Stops after parsing: what other files and libraries would have to say is not looked for.
    private static readonly string[] s_javaParseOnly =
        ["-proc:none", "-encoding", "UTF-8", "-XDshould-stop.ifNoError=PARSE", "-XDshould-stop.ifError=PARSE"];

    /// <inheritdoc/>
    public async Task<(SyntaxState State, string Detail)> CheckAsync(
        string path,
        string before,
        string after,
        CancellationToken cancellationToken)
    {
        foreach (var parser in Parsers(path))
        {
            var (ran, error) = await parser(after, cancellationToken);
            if (!ran)
            {
                continue;
            }

            if (error is null)
            {
                return (SyntaxState.Valid, string.Empty);
            }

            var (_, old) = before.Length == 0 ? (true, null) : await parser(before, cancellationToken);
            if (old is null)
            {
                return (SyntaxState.Invalid, error);
            }
        }

        var language = CodeLanguages.FromPath(path);
        if (language is CodeLanguage.Unknown or CodeLanguage.Python)
        {
            return (SyntaxState.NotValidated, "no parser for this file here");
        }

        // Not a parser, but it catches what an edit most often breaks.
        return Unbalanced(after, language) is { } fault && (before.Length == 0 || Unbalanced(before, language) is null)
            ? (SyntaxState.Invalid, fault)
            : (SyntaxState.NotValidated, "no parser for this file here; its brackets are balanced");
    }

    private static string? Unbalanced(string text, CodeLanguage language)
    {
        var open = new Stack<char>();
        foreach (var c in CodeMask.Apply(text, language))
        {
            if (c is '(' or '[' or '{')
            {
                open.Push(c);
            }
            else if (c is ')' or ']' or '}' && (!open.TryPop(out var o) || "([{".IndexOf(o) != ")]}".IndexOf(c)))
            {
                return $"a '{c}' has no opening bracket";
            }
        }

        return open.Count > 0 ? $"a '{open.Peek()}' is not closed" : null;
    }

    private IEnumerable<Func<string, CancellationToken, Task<(bool Ran, string? Error)>>> Parsers(string path)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".py":
                yield return (text, token) => RunAsync("python3", ["-I", "-c", PythonParse], text, token);
                break;
            case ".js" or ".cjs" or ".mjs":
                // Which of the two a .js file is depends on its package, so one of them has to accept it.
                yield return (text, token) => FileAsync("node", ["--check"], "file.cjs", text, token);
                yield return (text, token) => FileAsync("node", ["--check"], "file.mjs", text, token);
                break;
            case ".go":
                yield return (text, token) => RunAsync("gofmt", ["-e"], text, token);
                break;
            case ".java":
                yield return (text, token) => FileAsync("javac", s_javaParseOnly, Path.GetFileName(path), text, token);
                break;
            case ".cs":
                yield return (text, token) => Task.FromResult((true, CSharp(text, token)));
                break;
            case ".json":
                yield return (text, _) => Task.FromResult((true, Json(text)));
                break;
            case ".xml" or ".csproj" or ".props" or ".targets" or ".config":
                yield return (text, _) => Task.FromResult((true, Xml(text)));
                break;
        }
    }

    private static string? Json(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'));
            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static string? Xml(string text)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(text),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            XDocument.Load(reader);
            return null;
        }
        catch (XmlException e)
        {
            return e.Message;
        }
    }

    private static string? CSharp(string text, CancellationToken cancellationToken)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var tree = CSharpSyntaxTree.ParseText(text, options, cancellationToken: cancellationToken);
        return tree.GetDiagnostics(cancellationToken).FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)?
            .ToString();
    }

    private async Task<(bool Ran, string? Error)> FileAsync(
        string program,
        string[] arguments,
        string name,
        string text,
        CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("opsflow-syntax-").FullName;
        try
        {
            var file = Path.Combine(folder, name);
            await File.WriteAllTextAsync(file, text, cancellationToken);
            return await RunAsync(program, [.. arguments, file], string.Empty, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(bool Ran, string? Error)> RunAsync(
        string program,
        string[] arguments,
        string input,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await BoundedProcess.RunAsync(
                new ProcessSpec
                {
                    Program = program,
                    Arguments = arguments,
                    Folder = Path.GetTempPath(),
                    Environment = new Dictionary<string, string>
                    {
                        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
                        ["HOME"] = "/nonexistent",
                        ["LC_ALL"] = "C.UTF-8",
                    },
                    Input = Encoding.UTF8.GetBytes(input),
                    Timeout = TimeSpan.FromSeconds(20),
                    MaxOutputBytes = 4096,
                    MaxErrorBytes = 4096,
                },
                time,
                cancellationToken);
            return result.TimedOut || result.ExitCode is 126 or 127 ? (false, null)
                : (true, result.ExitCode == 0 ? null : LastLine(result.Error));
        }
        catch (Win32Exception)
        {
            return (false, null); // not installed
        }
    }

    private static string LastLine(string text) =>
        text.Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Contains("Error", StringComparison.Ordinal))
        ?? text.Trim().Split('\n')[^1];
}
