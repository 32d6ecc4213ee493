namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>What a run used too much of.</summary>
public enum SandboxLimit
{
    /// <summary>Memory of all its processes together.</summary>
    Memory,

    /// <summary>The machine's memory: little is left of it since the run began.</summary>
    MachineMemory,

    /// <summary>Space, or the number of its files.</summary>
    Disk,

    /// <summary>The disk's space: next to nothing is left since the run began.</summary>
    MachineDisk,

    /// <summary>Output.</summary>
    Output,
}
