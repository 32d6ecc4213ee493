using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>What Linux tells of the processes that descend from one. What ended meanwhile counts as nothing.</summary>
internal static partial class ProcessTree
{
    private const int ReadFlags = 0x800 | 0x80000; // O_NONBLOCK | O_CLOEXEC

    private static readonly EnumerationOptions s_flat = new() { IgnoreInaccessible = true };

    /// <summary>The ids of a process and all that descend from it.</summary>
    public static IReadOnlyList<int> Of(int leader)
    {
        var children = Directory.EnumerateDirectories("/proc", "*", s_flat)
            .Select(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).ToLookup(Parent);
        var found = new List<int> { leader };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]]);
        }

        return found;
    }

    /// <summary>Bytes that no file backs.</summary>
    public static long Memory(int process) => Sum(process, "status", "RssAnon:", "RssShmem:", "VmSwap:");

    /// <summary>The same, with what is shared counted in parts.</summary>
    public static long ShareOfMemory(int process) =>
        Sum(process, "smaps_rollup", "Pss_Anon:", "Pss_Shmem:", "SwapPss:") is > 0 and var share
            ? share
            : Memory(process);

    /// <summary>Bytes of files that have no name any more but are kept open.</summary>
    public static long DeletedFiles(int process)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd", "*", s_flat).Sum(DeletedFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>What the machine could still give.</summary>
    public static long AvailableMemory() =>
        Sum("/proc/meminfo", "MemAvailable:") is > 0 and var bytes ? bytes : long.MaxValue;

    private static long DeletedFile(string descriptor)
    {
        try
        {
            // Files in memory are sparse as a rule: their length says nothing.
            if (new FileInfo(descriptor).LinkTarget is not { } target
                || !target.EndsWith(" (deleted)", StringComparison.Ordinal)
                || target.StartsWith("/memfd:", StringComparison.Ordinal))
            {
                return 0;
            }

            // A named pipe would keep whoever opens it waiting.
            using var file = new SafeFileHandle(Open(descriptor, ReadFlags), ownsHandle: true);
            return file.IsInvalid ? 0 : RandomAccess.GetLength(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return 0;
        }
    }

    private static int Parent(int process)
    {
        // "12 (name) S 11 ...": the name may hold anything, also parentheses.
        var text = Read($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var id) ? id : 0;
    }

    private static long Sum(int process, string file, params string[] names) => Sum($"/proc/{process}/{file}", names);

    private static long Sum(string file, params string[] names) => Read(file).Split('\n')
        .Where(l => names.Any(n => l.StartsWith(n, StringComparison.Ordinal)))
        .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Sum(p => p.Length > 1 && long.TryParse(p[^2], CultureInfo.InvariantCulture, out var kib) ? kib * 1024 : 0);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
