using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpsFlow.Scenarios.Corpus;

/// <summary>Recorded errors of real packages through the whole program: webhook, pipeline, approval, branch.</summary>
public sealed class PipelineCorpusTests(ITestOutputHelper output)
{
    private const int AtOnce = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [RequiresFact(Counterparts.Shared, "xz")]
    public async Task Pipeline_RecordedErrors_NamesThemAndPublishesWhatIsApproved()
    {
        using var data = new TempFolder();
        using var folder = new TempFolder();
        await using var app = await AppProcess.StartAsync(data.Path);
        var api = new OpsFlowApi(app.Http);
        var started = Stopwatch.GetTimestamp();
        var reports = new ConcurrentBag<CaseReport>();
        await Parallel.ForEachAsync(
            CorpusCase.All(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (item, _) => reports.Add(await RunAsync(api, item, folder.Path)));
        foreach (var report in reports.OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            output.WriteLine($"{report}");
        }

        var all = (double)reports.Count;
        var three = reports.Count(r => r.Rank is >= 1 and <= 3);
        var first = reports.Count(r => r.Rank == 1);
        var method = reports.Count(r => r.MethodNamed);
        output.WriteLine(
            $"REPORT corpus, whole pipeline: {all} cases in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s: "
            + $"faulty file first {first}, among three {three}, method {method}, "
            + $"proven {reports.Count(r => r.Verification == "Proven")}, "
            + $"published {reports.Count(r => r.OnRemote is true)}");
        Assert.Equal(13, reports.Count);
        Assert.True(three >= 0.80 * all, "faulty file among three");
        Assert.True(first >= 0.60 * all, "faulty file first");
        Assert.True(method >= 0.65 * all, "faulty method in the evidence");
        Assert.Empty(reports.Where(r => !r.IsAccounted).Select(r => $"{r}"));
        Assert.DoesNotContain(reports, r => r.OnRemote is false);
    }

    private static async Task<CaseReport> RunAsync(OpsFlowApi api, CorpusCase item, string parent)
    {
        var clone = item.Unpack(parent);
        var remote = Path.Combine(parent, item.Name + ".git");
        await Tool.GitAsync(parent, "clone", "--quiet", "--bare", clone, remote);
        var branch = (await Tool.GitAsync(clone, "rev-parse", "--abbrev-ref", "HEAD")).Trim();
        var isProvable = Counterparts.Program(item.Tool) is not null;
        var error = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(item.Source, "error.json")))!.AsObject();
        // Several cases may name one server; here each has its own repository.
        error["serverName"] = item.Name;
        await api.RegisterAsync(new JsonObject
        {
            ["name"] = item.Name,
            ["hosts"] = new JsonArray(error["serverIp"]!.ToString()),
            ["repositoryUrl"] = remote,
            ["branch"] = branch,
            ["approvers"] = new JsonArray("U1"),
            ["language"] = item.Language,
            ["testCommand"] = isProvable ? item.TestCommand : null,
        });
        var started = Stopwatch.GetTimestamp();
        var id = await api.ReportAsync(error);
        var shown = await api.WaitForPersonAsync(id, Patience);
        bool? onRemote = null;
        if (shown["state"]!.ToString() == "AwaitingApproval")
        {
            Assert.Equal(
                System.Net.HttpStatusCode.OK, (await api.DecideAsync(id, "approve", shown["patchHash"]!.ToString()))
                    .Status);
            var published = await api.WaitForStateAsync(id, "Published", Patience);
            onRemote = await IsOnRemoteAsync(remote, branch, shown, published);
        }

        var result = shown["result"];
        var files = result?["affectedFiles"]?.AsArray().Select(f => f!["path"]!.ToString()).ToList() ?? [];
        var method = item.FaultyMethod.Split('.')[^1];
        var verification = shown["verification"];
        return new(
            item.Name,
            files.IndexOf(item.FaultyFile) + 1,
            result?["evidence"]?.AsArray().Any(e => e!["path"]!.ToString() == item.FaultyFile
                && e["method"]!.ToString().Split('.').Contains(method)) == true,
            shown["state"]!.ToString(),
            verification?["outcome"]?.ToString(),
            onRemote is null ? shown["detail"]?.ToString()
                : (isProvable ? "" : $"{item.Tool} is not installed, no proof; ") + verification?["detail"],
            onRemote,
            Stopwatch.GetElapsedTime(started));
    }

    // One commit on the base, with exactly the files that were shown.
    private static async Task<bool> IsOnRemoteAsync(
        string remote, string branch, JsonObject shown, JsonObject published)
    {
        var fix = $"refs/heads/{published["fixBranch"]}";
        var head = (await Tool.GitAsync(remote, "rev-parse", fix)).Trim();
        var parent = (await Tool.GitAsync(remote, "rev-parse", $"{fix}^@")).Trim();
        var changed = (await Tool.GitAsync(remote, "diff", "--name-only", branch, fix))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
        var patch = shown["patch"]!["files"]!.AsArray();
        var isExact = true;
        foreach (var file in patch)
        {
            isExact &= await Tool.GitAsync(remote, "show", $"{fix}:{file!["path"]}") == file["content"]!.ToString();
        }

        return isExact
            && head == published["fixCommit"]!.ToString()
            && parent == shown["baseCommit"]!.ToString()
            && changed.SequenceEqual(patch.Select(f => f!["path"]!.ToString()).Order(StringComparer.Ordinal));
    }
}
