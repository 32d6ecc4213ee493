namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>Runs where toxiproxy is to be had, or says that it is not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkTheoryAttribute : TheoryAttribute
{
    public NetworkTheoryAttribute()
    {
        if (FaultyLink.Program is null)
        {
            Skip = "toxiproxy-server was not found (PATH, or ../shared/bin beside the repository)";
        }
    }
}
