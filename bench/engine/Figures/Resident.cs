using System.Globalization;

namespace OpsFlow.Bench.Figures;

/// <summary>Resident memory by what it is a part of, from <c>/proc/PID/smaps</c> (proc_pid_smaps(5)).</summary>
internal static class Resident
{
    /// <summary>
    /// What processes hold together, in MiB: a program file that several have mapped is in memory once.
    /// </summary>
    public static double TogetherMiB(params int[] processes)
    {
        double own = 0;
        var files = new Dictionary<string, double>();
        foreach (var process in processes.Where(p => p != 0))
        {
            var mine = new Dictionary<string, double>();
            var file = "";
            foreach (var line in File.ReadLines($"/proc/{process}/smaps"))
            {
                var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (parts[0] == "Rss:")
                {
                    var size = double.Parse(parts[1], CultureInfo.InvariantCulture) / 1024;
                    if (file.Length == 0)
                    {
                        own += size;
                    }
                    else
                    {
                        mine[file] = mine.GetValueOrDefault(file) + size;
                    }
                }
                else if (!parts[0].EndsWith(':'))
                {
                    // The head of a mapping. Code that was compiled while running is in a file without a name in any
                    // folder.
                    file = parts is [_, _, _, _, _, ['/', ..] name]
                        && !name.StartsWith("/memfd:", StringComparison.Ordinal) ? name : "";
                }
            }

            foreach (var (name, size) in mine)
            {
                files[name] = Math.Max(files.GetValueOrDefault(name), size);
            }
        }

        return own + files.Values.Sum();
    }
}
