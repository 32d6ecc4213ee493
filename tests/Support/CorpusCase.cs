using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Domain.CodeAnalysis;

namespace OpsFlow.Tests.Support;

/// <summary>One recorded error with its repository and the known answer.</summary>
public sealed class CorpusCase
{
    private readonly JsonNode _truth;

    private CorpusCase(string folder)
    {
        Source = folder;
        Name = Path.GetFileName(folder);
        var error = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "error.json")))!;
        _truth = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "truth.json")))!;
        Request = new AnalysisRequest
        {
            ErrorType = (string)error["errorType"]!,
            Message = (string)error["message"]!,
            StackTrace = (string)error["stackTrace"]!,
            Language = (string?)error["language"],
            RequestMethod = (string?)error["requestMethod"],
            RequestUrl = (string?)error["requestUrl"],
            ServerName = (string?)error["serverName"],
        };
    }

    public string Source { get; }

    public string Name { get; }

    public AnalysisRequest Request { get; }

    public string Language => (string)_truth["language"]!;

    public string FaultyFile => (string)_truth["faultyFile"]!;

    public string FaultyMethod => (string)_truth["faultyMethod"]!;

    public (int First, int Last) FaultyLines => ((int)_truth["faultyLines"]![0]!, (int)_truth["faultyLines"]![1]!);

    /// <summary>The recorded command.</summary>
    public string TestCommand => (string)_truth["testCommand"]!;

    public string FixDiff => (string)_truth["fixDiff"]!;

    public string RootCause => (string)_truth["rootCause"]!;

    public IReadOnlyList<string> AcceptableFiles => [.. _truth["acceptableFiles"]!.AsArray().Select(n => (string)n!)];

    /// <summary>The program that the proof needs.</summary>
    public string Tool => Language switch
    {
        "python" => "python3",
        "javascript" => "node",
        "java" => "javac",
        _ => "go",
    };

    public static IReadOnlyList<CorpusCase> All() => Counterparts.SharedFolder is not { } shared ? []
        : [.. Directory.GetDirectories(
            Path.Combine(shared, "corpus")).Where(d => File.Exists(Path.Combine(d, "truth.json")))
            .Order(StringComparer.Ordinal).Select(d => new CorpusCase(d))];

    /// <summary>Unpacks the repository into a new folder and commits it.</summary>
    public string Unpack(string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, Name)).FullName;
        Support.Tool.Run("tar", ["-xJf", Path.Combine(Source, "repo.tar.xz"), "-C", folder]);
        GitRepository.Init(folder).Commit("Import");
        return folder;
    }

    public override string ToString() => Name;
}
