namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>
/// Looks after what all processes of a run use together: the limits of a single process do not bound it, and control
/// groups are seldom ours to make.
/// </summary>
/// <param name="folder">All that the run may write to.</param>
internal sealed class SandboxWatch(SandboxOptions options, string folder, TimeProvider time)
{
    // What the kernel and the other programs of the machine need.
    private const long LeastFree = 512L * 1024 * 1024;

    private const int SlowEach = 8;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(125);

    /// <summary>What there is too much of; null as long as there is not.</summary>
    public SandboxLimit? Exceeded { get; private set; }

    /// <summary>Ends when a limit is passed.</summary>
    /// <param name="leader">The process that all others descend from.</param>
    public async Task RunAsync(int leader, CancellationToken cancellationToken)
    {
        var (memory, space) = (ProcessTree.AvailableMemory(), FreeSpace());
        var walked = space;
        for (var turn = 1; Exceeded is null; turn++)
        {
            await Task.Delay(s_pause, time, cancellationToken);
            var processes = ProcessTree.Of(leader);
            var free = FreeSpace();
            // Walking a large copy takes long: so it is done now and then, and whenever much was written.
            var isSlow = turn % SlowEach == 0 || walked - free > options.MaxDiskBytes / 8;
            Exceeded = UsesTooMuchMemory(processes) ? SandboxLimit.Memory
                : IsShort(memory, ProcessTree.AvailableMemory()) ? SandboxLimit.MachineMemory
                : IsShort(space, free) ? SandboxLimit.MachineDisk
                : isSlow && UsesTooMuchSpace(processes, cancellationToken) ? SandboxLimit.Disk
                : null;
            walked = isSlow ? free : walked;
        }
    }

    private static bool IsShort(long before, long now) => now < LeastFree && before - now > LeastFree;

    // Pages that processes share are counted for each of them at first; only when that is too much it is looked at how
    // many there really are.
    private bool UsesTooMuchMemory(IReadOnlyList<int> processes) =>
        processes.Sum(ProcessTree.Memory) > options.MaxMemoryBytes
        && processes.Sum(ProcessTree.ShareOfMemory) > options.MaxMemoryBytes;

    private bool UsesTooMuchSpace(IReadOnlyList<int> processes, CancellationToken cancellationToken)
    {
        var (bytes, files) = (processes.Sum(ProcessTree.DeletedFiles), 0);
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
            ReturnSpecialDirectories = false,
        };
        try
        {
            // Links are not followed: they count as what they are.
            foreach (var size in new System.IO.Enumeration.FileSystemEnumerable<long>(
                folder, (ref System.IO.Enumeration.FileSystemEntry e) => e.IsDirectory ? 4096 : e.Length, all)
            {
                ShouldRecursePredicate = (ref System.IO.Enumeration.FileSystemEntry e) =>
                    (e.Attributes & FileAttributes.ReparsePoint) == 0,
            })
            {
                cancellationToken.ThrowIfCancellationRequested();
                bytes += size;
                if (bytes > options.MaxDiskBytes || ++files > options.MaxFiles)
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or PathTooLongException)
        {
            // What cannot be looked at may hold anything.
            return true;
        }
        catch (IOException)
        {
            // A folder went away while it was looked at; the next turn sees the rest.
        }

        return false;
    }

    private long FreeSpace()
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (IOException)
        {
            return long.MaxValue;
        }
    }
}
