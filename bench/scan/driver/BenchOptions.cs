using System.Globalization;

namespace OpsFlow.Bench.Scan;

/// <summary>What is measured.</summary>
internal sealed record BenchOptions
{
    /// <summary>Users at once, each with one scan under way.</summary>
    public int Users { get; private set; } = 500;

    /// <summary>Model calls in flight; 0 is no quota.</summary>
    public int Quota { get; private set; } = 60;

    /// <summary>How long is measured, after a warm-up of one round of all users; 0 is one more round.</summary>
    public int Seconds { get; private set; }

    /// <summary>The program is killed every so many seconds; 0 is never.</summary>
    public int Kill { get; private set; }

    /// <summary>One scan of each user, all sent at once, instead of one after the other.</summary>
    public bool IsBurst { get; private set; }

    /// <summary>The model's times by this factor.</summary>
    public double Pace { get; private set; } = 1;

    /// <summary>Followers besides, of a scan at which nothing happens.</summary>
    public int Streams { get; private set; }

    /// <summary>A Temporal server in place of the engine within the program; null for none.</summary>
    public string? Temporal { get; private set; }

    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => i + 1 < args.Count ? args[++i] : throw new ArgumentException($"{args[i]} needs a value");
            double Number() => double.Parse(Value(), CultureInfo.InvariantCulture);
            switch (args[i])
            {
                case "--users": options.Users = (int)Number(); break;
                case "--quota": options.Quota = (int)Number(); break;
                case "--seconds": options.Seconds = (int)Number(); break;
                case "--kill": options.Kill = (int)Number(); break;
                case "--pace": options.Pace = Number(); break;
                case "--streams": options.Streams = (int)Number(); break;
                case "--temporal": options.Temporal = Value(); break;
                case "--burst": options.IsBurst = true; break;
                default:
                    throw new ArgumentException(
                        "Known: --users N, --quota N (0 none), --seconds N, --kill SECONDS, --pace FACTOR, --burst, "
                        + "--streams N (idle followers), --temporal HOST:PORT (a server in place of the engine)");
            }
        }

        return options;
    }
}
