using Npgsql;
using OpsFlow.Platform.Store;

namespace OpsFlow.Tests.Support;

/// <summary>A PostgreSQL cluster of the tests' own, on a loopback port, stopped and deleted at the end.</summary>
public sealed class PostgresCluster : IDisposable
{
    private readonly TempFolder? _folder;
    private readonly int _port;
    private int _databases;

    public PostgresCluster()
    {
        if (Counterparts.ReasonToSkip(Counterparts.Postgres) is not null)
        {
            return;
        }

        _folder = new TempFolder();
        _port = FreePort.Next();
        if (Environment.UserName == "root")
        {
            Tool.Run("chown", ["postgres", _folder.Path]);
        }

        Server("initdb", "-D", Data, "-U", "opsflow", "-A", "trust", "--no-sync");
        Start();
    }

    private string Data => Path.Combine(_folder!.Path, "data");

    public string NewDatabase()
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        using var command = source.CreateCommand($"CREATE DATABASE {name}");
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    public void Start() => Server(
        "pg_ctl", "-D", Data, "-w", "-l", Path.Combine(_folder!.Path, "log"), "-o",
        $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder.Path} -c fsync=off", "start");

    public void Stop() => Server("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public void Dispose()
    {
        if (_folder is not null)
        {
            Stop();
            _folder.Dispose();
        }
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=opsflow;Database={database};Pooling=true;Maximum Pool Size=20";

    private void Server(string program, params string[] arguments)
    {
        var full = Path.Combine(Counterparts.PostgresBin!, program);
        if (Environment.UserName == "root")
        {
            Tool.Run(
                "setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", full, .. arguments],
                _folder!.Path);
        }
        else
        {
            Tool.Run(full, arguments, _folder!.Path);
        }
    }
}
