namespace EvalHarness.Inference.Chat;

/// <summary>The ways of writing a conversation that are recognised.</summary>
public enum ChatFamily
{
    /// <summary>No template: the texts one after the other, as they are.</summary>
    Plain,

    /// <summary><c>&lt;|im_start|&gt;role … &lt;|im_end|&gt;</c>.</summary>
    ChatML,

    /// <summary><c>[INST] &lt;&lt;SYS&gt;&gt; … [/INST]</c>.</summary>
    Llama2,

    /// <summary><c>&lt;|start_header_id|&gt;role&lt;|end_header_id|&gt; … &lt;|eot_id|&gt;</c>.</summary>
    Llama3,

    /// <summary><c>&lt;|user|&gt; …</c>, each turn ended by the end token.</summary>
    Zephyr,

    /// <summary><c>[INST] … [/INST]</c>.</summary>
    Mistral,

    /// <summary><c>&lt;|user|&gt; … &lt;|end|&gt;</c>.</summary>
    Phi3,

    /// <summary><c>&lt;start_of_turn&gt;role … &lt;end_of_turn&gt;</c>.</summary>
    Gemma,
}
