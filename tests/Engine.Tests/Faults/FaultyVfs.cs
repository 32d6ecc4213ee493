using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpsFlow.Engine.Tests.Faults;

/// <summary>
/// Puts itself between SQLite and the files of chosen databases: the accesses that a plan names fail as a broken or
/// full
/// disk would make them fail. It is a copy of the system's own VFS that exchanges four methods of each file it opens
/// (sqlite3_vfs and sqlite3_io_methods of sqlite3.h, 64 bit). Other databases are not touched.
/// </summary>
internal static unsafe class FaultyVfs
{
    private const int Ok = 0;
    private const int IoErrorRead = 10 | (1 << 8);
    private const int IoErrorWrite = 10 | (3 << 8);
    private const int IoErrorSync = 10 | (4 << 8);
    private const int Full = 13;

    // Positions in the structures, in pointers. Three ints begin sqlite3_vfs, one int sqlite3_io_methods.
    private const int VfsPointers = 22;
    private const int VfsName = 3;
    private const int VfsOpen = 5;
    private const int MethodPointers = 19;
    private const int MethodClose = 1;
    private const int MethodRead = 2;
    private const int MethodWrite = 3;
    private const int MethodSync = 5;

    private static readonly ConcurrentDictionary<string, FaultPlan> Plans = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, OpenFile> Files = new();

    /// <summary>Our copies of SQLite's tables of methods: databases and their logs have different ones.</summary>
    private static readonly ConcurrentDictionary<nint, nint> Tables = new();
    private static readonly Lock InstallLock = new();
    private static nint* _vfs;
    private static delegate* unmanaged[Cdecl]<nint, byte*, nint*, int, int*, int> _open;

    /// <summary>The plan for a database that is opened after this.</summary>
    public static FaultPlan For(string databasePath)
    {
        Install();
        return Plans.GetOrAdd(databasePath, _ => new FaultPlan());
    }

    private static void Install()
    {
        lock (InstallLock)
        {
            if (_vfs is not null)
            {
                return;
            }

            SQLitePCL.Batteries_V2.Init();
            var real = sqlite3_vfs_find(null);
            var vfs = (nint*)NativeMemory.AllocZeroed(VfsPointers, (nuint)sizeof(nint));
            Unsafe.CopyBlock(vfs, real, VfsPointers * (uint)sizeof(nint));
            vfs[VfsName] = Marshal.StringToCoTaskMemUTF8("faulty");
            _open = (delegate* unmanaged[Cdecl]<nint, byte*, nint*, int, int*, int>)real[VfsOpen];
            vfs[VfsOpen] = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, nint*, int, int*, int>)&Open;
            _vfs = vfs;
            if (sqlite3_vfs_register(vfs, 1) != Ok)
            {
                throw new InvalidOperationException("SQLite does not take the VFS.");
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint vfs, byte* name, nint* file, int flags, int* outFlags)
    {
        var code = _open(vfs, name, file, flags, outFlags);
        if (code != Ok || name is null || PlanOf(Marshal.PtrToStringUTF8((nint)name)!) is not { } plan)
        {
            return code;
        }

        Files[(nint)file] = new OpenFile(plan, file[0]);
        file[0] = Tables.GetOrAdd(file[0], Exchange);
        return Ok;
    }

    private static FaultPlan? PlanOf(string path) =>
        Plans.TryGetValue(path.EndsWith("-wal", StringComparison.Ordinal) ? path[..^4] : path, out var plan)
            ? plan : null;

    private static nint Exchange(nint real)
    {
        var methods = (nint*)NativeMemory.AllocZeroed(MethodPointers, (nuint)sizeof(nint));
        Unsafe.CopyBlock(methods, (nint*)real, MethodPointers * (uint)sizeof(nint));
        methods[MethodClose] = (nint)(delegate* unmanaged[Cdecl]<nint*, int>)&Close;
        methods[MethodRead] = (nint)(delegate* unmanaged[Cdecl]<nint*, void*, int, long, int>)&Read;
        methods[MethodWrite] = (nint)(delegate* unmanaged[Cdecl]<nint*, void*, int, long, int>)&Write;
        methods[MethodSync] = (nint)(delegate* unmanaged[Cdecl]<nint*, int, int>)&Sync;
        return (nint)methods;
    }

    private static nint Original(nint* file, int method) => ((nint*)Files[(nint)file].Methods)[method];

    private static bool Fails(nint* file, FaultKinds kind) => Files[(nint)file].Plan.Fails(kind);

    private static int Access(nint* file, int method, void* buffer, int count, long offset) =>
        ((delegate* unmanaged[Cdecl]<nint*, void*, int, long, int>)Original(file, method))(file, buffer, count, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(nint* file)
    {
        var close = (delegate* unmanaged[Cdecl]<nint*, int>)Original(file, MethodClose);
        Files.TryRemove((nint)file, out _);
        return close(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint* file, void* buffer, int count, long offset) =>
        Fails(file, FaultKinds.Read) ? IoErrorRead : Access(file, MethodRead, buffer, count, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint* file, void* buffer, int count, long offset)
    {
        if (Fails(file, FaultKinds.Full))
        {
            return Full;
        }

        if (!Fails(file, FaultKinds.Write))
        {
            return Access(file, MethodWrite, buffer, count, offset);
        }

        // As a broken disk does: part of it is there.
        Access(file, MethodWrite, buffer, count / 2, offset);
        return IoErrorWrite;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint* file, int flags) => Fails(file, FaultKinds.Sync)
        ? IoErrorSync
        : ((delegate* unmanaged[Cdecl]<nint*, int, int>)Original(file, MethodSync))(file, flags);

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint* sqlite3_vfs_find(byte* name);

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int sqlite3_vfs_register(nint* vfs, int makeDefault);

    private sealed record OpenFile(FaultPlan Plan, nint Methods);
}
