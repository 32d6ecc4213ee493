using System.Globalization;

namespace OpsFlow.Bench.Scan;

/// <summary>
/// What the older system (Celery, RabbitMQ, Redis Streams) did under k6. A saturated closed loop on another machine,
/// with another quota: its p95 follows users / throughput, as ours does.
/// </summary>
internal static class OlderSystem
{
    private static readonly (int Users, double Completed, double PerMinute, double P95, double SubmitP95)[] s_rows =
    [
        (500, 100, 367.9, 83.3, 232), (600, 99.7, 358.6, 108.3, 360), (700, 99.2, 329.1, 122.3, 444),
        (800, 99.7, 367.3, 144.6, 734), (900, 99.7, 405.5, 149.6, 635), (1000, 97.8, 373.4, 173.3, 787),
    ];

    /// <summary>Its table with our row under the one of as many users, or of the nearest number.</summary>
    public static string Beside(int users, double completed, double perMinute, double p95, double submitP95)
    {
        var nearest = s_rows.MinBy(r => Math.Abs(r.Users - users)).Users;
        var lines = new List<string>
        {
            $"{"",-14}{"users",7}{"completed",11}{"a minute",10}{"p95 s",8}{"submit p95 ms",15}",
        };
        foreach (var row in s_rows)
        {
            lines.Add(Line("older system", row.Users, row.Completed, row.PerMinute, row.P95, row.SubmitP95));
            if (row.Users == nearest)
            {
                lines.Add(Line("this run", users, completed, perMinute, p95, submitP95));
            }
        }

        return string.Join('\n', lines);
    }

    private static string Line(
        string name, int users, double completed, double perMinute, double p95, double submitP95) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-14}{users,7}{completed,9:0.0} %{perMinute,10:0.0}{p95,8:0.0}{submitP95,15:0}");
}
