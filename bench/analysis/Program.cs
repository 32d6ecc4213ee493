using System.Diagnostics;
using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Infrastructure.Search;
using OpsFlow.Platform.Store;

// From a repository's URL to the cause of an error in it: what each step takes, and what is on the disk afterwards.
if (args is not [var repository, var frame])
{
    Console.Error.WriteLine("usage: Bench.Analysis REPOSITORY PATH:LINE");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("opsflow-bench-").FullName;
try
{
    var git = new GitClient(new GitOptions(), TimeProvider.System);
    await using var database = new Database(new StoreOptions { DataFolder = folder }, TimeProvider.System);
    var index = new CodeIndex(database, TimeProvider.System);
    await database.MigrateAsync(CancellationToken.None);

    var clone = await TimeAsync("clone", () => git.CloneAsync(
        new GitCloneRequest { RepositoryUrl = repository, Folder = Path.Combine(folder, "clone") }, null, default));
    using var tree = clone.OpenTree();
    var context = new CloneAnalysisContext(clone, tree, index, git, null, null);
    var stats = await TimeAsync("index", () => index.IndexAsync(
        repository,
        clone.Commit,
        [.. tree.Entries.Select(e => new IndexFile(e.Path, e.BlobId))],
        context.ReadFile,
        null,
        default));
    var (path, line) = (frame[..frame.LastIndexOf(':')], frame[(frame.LastIndexOf(':') + 1)..]);
    var result = await TimeAsync("analyze", () => new OfflineAnalyzer(TimeProvider.System).AnalyzeAsync(
        new AnalysisRequest
        {
            ErrorType = "ZeroDivisionError",
            Message = "division by zero",
            StackTrace = $"Traceback (most recent call last):\n  File \"/app/{path}\", line {line}, in total\n"
                + "    return a / b\nZeroDivisionError: division by zero\n",
        },
        context,
        default));
    var bytes = new DirectoryInfo(Path.Combine(folder, "clone"))
        .EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
    Console.WriteLine($"files {stats.Files}, clone {bytes / 1e6:0.0} MB on disk, cause "
        + $"{(result.AffectedFiles is [var top, ..] ? top.Path : "none")}");
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task<T> TimeAsync<T>(string step, Func<Task<T>> run)
{
    var started = Stopwatch.GetTimestamp();
    var result = await run();
    Console.WriteLine($"{step,-8} {Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s");
    return result;
}
