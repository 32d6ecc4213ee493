using System.Security.Cryptography;
using System.Text.Json;

namespace OpsFlow.Samples.Demo;

/// <summary>How far a demonstration has come; a file, so that a killed one goes on where it was.</summary>
internal sealed record DemoState
{
    /// <summary>The demonstration's number on this data folder, from 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The server's name: unique, so that demonstrations may share a cluster.</summary>
    public string Server { get; init; } = $"demo-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The administrator's key while the demonstration runs, where this installation sets none.</summary>
    public string AdminKey { get; init; } = RandomNumberGenerator.GetHexString(40, lowercase: true);

    /// <summary>Signs the click, where this installation has no Slack app.</summary>
    public string SlackSigningSecret { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Whether it ended, well or not.</summary>
    public bool IsDone { get; init; }

    /// <summary>What the crashed program printed; null before it ran.</summary>
    public string? StackTrace { get; init; }

    /// <summary>The diff that was looked at before it was approved; null before that.</summary>
    public string? ApprovedDiff { get; init; }

    /// <summary>The unfinished demonstration, or a new one.</summary>
    public static DemoState LoadOrBegin(string file) => Load(file) switch
    {
        null => new DemoState().Save(file),
        { IsDone: true } last => new DemoState { Number = last.Number + 1 }.Save(file),
        var unfinished => unfinished,
    };

    /// <summary>Writes the file, which only its owner may read: all of it or nothing.</summary>
    public DemoState Save(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var temporary = file + ".tmp";
        using (var stream = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(stream, this);
        }

        File.Move(temporary, file, overwrite: true);
        return this;
    }

    private static DemoState? Load(string file) =>
        File.Exists(file) ? JsonSerializer.Deserialize<DemoState>(File.ReadAllText(file)) : null;
}
