// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {CreditRegistry} from "../../src/CreditRegistry.sol";

/// @dev A contract wallet (ERC-1271) of one owner.
contract ContractWallet {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recover(hash, signature) == _owner ? this.isValidSignature.selector : bytes4(0);
    }
}

/// @dev Refuses ether with an error that is not its own.
contract Pretender is ContractWallet {
    constructor(address owner) ContractWallet(owner) {}

    receive() external payable {
        revert Pausable.EnforcedPause();
    }
}

/// @dev Burns all the gas that it gets with ether.
contract Glutton is ContractWallet {
    constructor(address owner) ContractWallet(owner) {}

    receive() external payable {
        assembly ("memory-safe") {
            invalid()
        }
    }
}

/// @dev Does something once when ether or credits reach it, and remembers what came of it.
contract Reentrant is IERC1155Receiver {
    address public target;
    bytes public action;
    bool public tried;
    bool public succeeded;
    bytes public answer;

    function prepare(address target_, bytes calldata action_) external {
        target = target_;
        action = action_;
        tried = false;
    }

    function run(address to, uint256 value, bytes calldata data) external {
        (bool ok, bytes memory result) = to.call{value: value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(result, 32), mload(result))
        }
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        _strike();
        return this.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        returns (bytes4)
    {
        _strike();
        return this.onERC1155BatchReceived.selector;
    }

    function supportsInterface(bytes4) external pure returns (bool) {
        return true;
    }

    receive() external payable {
        _strike();
    }

    function _strike() private {
        if (target == address(0) || tried) return;
        tried = true;
        (succeeded, answer) = target.call(action);
    }
}

/// @dev Takes neither ether nor credits.
contract Refusing {
    function run(address to, uint256 value, bytes calldata data) external {
        (bool ok, bytes memory result) = to.call{value: value}(data);
        if (ok) return;
        assembly ("memory-safe") {
            revert(add(result, 32), mload(result))
        }
    }
}

/// @dev Forwards 2,300 gas only, as `transfer` of older wallets does.
contract StingyWallet {
    function send(address payable to, uint256 amount) external {
        to.transfer(amount);
    }
}

/// @dev A token that calls whom it pays, as ERC-777 did.
contract HookedToken is ERC20 {
    address private _hooked;
    bytes private _action;
    bool public tried;
    bytes public answer;

    constructor() ERC20("Hooked", "HOOK") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function hook(address target, bytes calldata action) external {
        _hooked = target;
        _action = action;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (_hooked == address(0) || tried) return;
        tried = true;
        (, answer) = _hooked.call(_action);
    }
}

/// @dev The next version of the registry, with a function more.
contract CreditRegistryNext is CreditRegistry {
    function version() external pure returns (uint256) {
        return 2;
    }
}
